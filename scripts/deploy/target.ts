import { unstable_readConfig, type Unstable_Config } from "wrangler";

export type EnvironmentName = "staging" | "production";

/** An environment of wrangler.toml: where its Worker goes and what it needs there. */
export type Target = {
  readonly environment: EnvironmentName;
  readonly workerName: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly databases: readonly { readonly binding: string; readonly name: string; readonly id: string }[];
  /** Host names and patterns, as written. */
  readonly routes: readonly string[];
  readonly requiredSecrets: readonly string[];
};

/** Read from the wrangler.toml of the current folder, never from what a build left behind. */
export function readTarget(environment: EnvironmentName): Target {
  const config: Unstable_Config = unstable_readConfig(
    { config: "wrangler.toml", env: environment },
    { hideWarnings: true },
  );
  return {
    environment,
    workerName: config.name ?? "",
    vars: Object.fromEntries(
      Object.entries(config.vars).flatMap(([name, value]) =>
        typeof value === "string" ? [[name, value]] : [],
      ),
    ),
    databases: config.d1_databases.map(({ binding, database_name: name = "", database_id: id = "" }) => {
      return { binding, name, id };
    }),
    routes: (config.routes ?? []).map((route) => (typeof route === "string" ? route : route.pattern)),
    requiredSecrets: config.secrets?.required ?? [],
  };
}

/** The flags that make wrangler read the environment from wrangler.toml, whatever was built last. */
export function fromSource({ environment }: Target): readonly string[] {
  return ["--env", environment, "--config", "wrangler.toml"];
}
