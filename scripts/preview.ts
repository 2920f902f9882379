import { main, runInForeground } from "#scripts/local/commands.ts";
import { refuseExampleValues } from "#scripts/deploy/example-values.ts";
import { announce, previewOf, requireServedAt, uploadPreview } from "#scripts/deploy/preview.ts";
import { readTarget } from "#scripts/deploy/target.ts";

/**
 * Uploads this checkout as a version of the staging Worker that no visitor is sent to, at its own address.
 * It runs on staging's database, so a change of migrations/ is not previewed (.github/workflows/ci.yml).
 */
await main(async () => {
  const target = readTarget("staging");
  const preview = previewOf(target, {
    pullRequest: process.env["PULL_REQUEST"],
    subdomain: process.env["WORKERS_DEV_SUBDOMAIN"],
  });
  refuseExampleValues(target);
  await runInForeground(process.execPath, ["scripts/run.mjs", "build"], {
    CLOUDFLARE_ENV: target.environment,
  });
  requireServedAt(preview, await uploadPreview(preview));
  await announce(preview);
});
