import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Mendable, runInForeground } from "#scripts/local/commands.ts";
import type { Target } from "#scripts/deploy/target.ts";

/** A version of the Worker beside the one in service, with an address of its own. */
export type Preview = {
  readonly target: Target;
  /** Before the Worker's name in the address; wrangler wants a letter first. */
  readonly alias: string;
  /** The Worker answers under its own origin only (421 elsewhere), so this one is given to it. */
  readonly origin: string;
};

/** Throws `Mendable` when one of the two is no such thing: both end up in a command and a host name. */
export function previewOf(
  target: Target,
  { pullRequest = "", subdomain = "" }: { pullRequest: string | undefined; subdomain: string | undefined },
): Preview {
  if (!/^[1-9]\d{0,8}$/.test(pullRequest)) {
    throw new Mendable("PULL_REQUEST takes the pull request's number, such as PULL_REQUEST=12.");
  }
  if (!/^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(subdomain)) {
    throw new Mendable(
      "WORKERS_DEV_SUBDOMAIN takes your account's name under workers.dev: acme, if it is acme.workers.dev.",
    );
  }
  const alias = `pr-${pullRequest}`;
  return { target, alias, origin: `https://${alias}-${target.workerName}.${subdomain}.workers.dev` };
}

/** Uploads dist/ and answers what wrangler reports for programs: one JSON object a line. */
export async function uploadPreview({ target, alias, origin }: Preview): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "orgstead-preview-"));
  const reportFile = join(folder, "wrangler.ndjson");
  try {
    const address = ["--preview-alias", alias, "--var", `APP_ORIGIN:${origin}`];
    await runInForeground("wrangler", ["versions", "upload", "--env", target.environment, ...address], {
      WRANGLER_OUTPUT_FILE_PATH: reportFile,
    });
    return await readFile(reportFile, "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Throws `Mendable` when Cloudflare serves the version elsewhere than its origin says, or nowhere. */
export function requireServedAt({ target, origin }: Preview, report: string): void {
  const servedAt = report
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line))
    .map((entry) =>
      typeof entry === "object" && entry !== null ? Reflect.get(entry, "preview_alias_url") : null,
    )
    .find((url) => typeof url === "string");
  if (servedAt === origin) return;
  throw new Mendable(
    servedAt === undefined
      ? `Cloudflare gave the preview no address: ${target.workerName} has preview URLs off until it is deployed once.`
      : `Cloudflare serves the preview at ${servedAt}, not at ${origin}: set WORKERS_DEV_SUBDOMAIN accordingly.`,
  );
}

/** Prints the address, and in a GitHub Actions run hands it on as the step's output `url`. */
export async function announce({ origin }: Preview): Promise<void> {
  console.log(`Preview: ${origin}`);
  const outputs = process.env["GITHUB_OUTPUT"];
  if (outputs !== undefined) await appendFile(outputs, `url=${origin}\n`);
}
