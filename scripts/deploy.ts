import { main, runInForeground } from "#scripts/local/commands.ts";
import { refuseDestructiveMigrations } from "#scripts/deploy/additive-migrations.ts";
import { exampleValues, refuseExampleValues } from "#scripts/deploy/example-values.ts";
import { deployOptions, type DeployOptions } from "#scripts/deploy/options.ts";
import { refuseMissingSecrets } from "#scripts/deploy/secrets.ts";
import { fromSource, readTarget, type Target } from "#scripts/deploy/target.ts";

/**
 * Puts the site into an environment: everything that can refuse comes before anything is changed, and the
 * database is migrated before the Worker that needs it arrives (so migrations may only add).
 */
await main(async () => {
  const options = deployOptions(process.argv.slice(2));
  const target = readTarget(options.environment);
  refuseDestructiveMigrations("migrations");
  if (options.dryRun) {
    await checkAndBuild(target);
    await runInForeground("wrangler", [...deployCommand(target), "--dry-run"]);
    for (const value of exampleValues(target)) console.log(`Before a deploy, wrangler.toml needs ${value}.`);
    return;
  }
  refuseExampleValues(target);
  await refuseMissingSecrets(target, options.secretsFile);
  await checkAndBuild(target);
  await migrateRemote(target);
  await runInForeground("wrangler", [...deployCommand(target), ...secretsFlags(options)]);
});

async function checkAndBuild({ environment }: Target): Promise<void> {
  const command = ["scripts/run.mjs", "check", "--build"];
  await runInForeground(process.execPath, command, { CLOUDFLARE_ENV: environment });
}

/** Never asks: to wrangler a "no" is a success, and the Worker would then meet an old database. */
async function migrateRemote(target: Target): Promise<void> {
  const command = ["d1", "migrations", "apply", "DB", "--remote", ...fromSource(target)];
  await runInForeground("wrangler", command, { CI: "true" });
}

/** Deploys dist/; naming the environment makes wrangler refuse a build for another one. */
function deployCommand({ environment }: Target): string[] {
  return ["deploy", "--env", environment];
}

function secretsFlags({ secretsFile }: DeployOptions): string[] {
  return secretsFile === null ? [] : ["--secrets-file", secretsFile];
}
