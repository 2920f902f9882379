import { expect, test } from "vitest";
import { previewOf, requireServedAt } from "#scripts/deploy/preview.ts";
import { readTarget } from "#scripts/deploy/target.ts";

const STAGING = readTarget("staging");
const PREVIEW = previewOf(STAGING, { pullRequest: "12", subdomain: "acme" });

/** The line that wrangler 4.151.0 writes to WRANGLER_OUTPUT_FILE_PATH after an upload, between others. */
function report(addresses: Record<string, string>): string {
  const upload = { type: "version-upload", version: 1, worker_name: "orgstead-staging", ...addresses };
  return `{"type":"wrangler-session","version":1}\n${JSON.stringify(upload)}\n`;
}

test("a preview's address is made of the pull request's number, the Worker's name and the account's subdomain", () => {
  expect(PREVIEW.alias).toBe("pr-12");
  expect(PREVIEW.origin).toBe("https://pr-12-orgstead-staging.acme.workers.dev");
});

test.each(["", undefined, "0", "-1", "12;id", "$(id)", "12\n13", "refs/pull/12"])(
  "%j is no pull request's number",
  (pullRequest) => {
    expect(() => previewOf(STAGING, { pullRequest, subdomain: "acme" })).toThrow(/PULL_REQUEST takes/);
  },
);

test.each(["", undefined, "acme.workers.dev", "https://acme", "-acme", "a b", "acme:1"])(
  "%j is no subdomain of workers.dev",
  (subdomain) => {
    expect(() => previewOf(STAGING, { pullRequest: "12", subdomain })).toThrow(/WORKERS_DEV_SUBDOMAIN takes/);
  },
);

test("a preview served where it believes to be is a success", () => {
  const versionUrl = "https://3f1d8a52-orgstead-staging.acme.workers.dev";
  const served = report({ preview_url: versionUrl, preview_alias_url: PREVIEW.origin });
  expect(() => requireServedAt(PREVIEW, served)).not.toThrow();
});

test("a preview served elsewhere, where the Worker would refuse everyone, is a failure that says where", () => {
  const elsewhere = "https://pr-12-orgstead-staging.globex.workers.dev";
  expect(() => requireServedAt(PREVIEW, report({ preview_alias_url: elsewhere }))).toThrow(
    `Cloudflare serves the preview at ${elsewhere}, not at ${PREVIEW.origin}: set WORKERS_DEV_SUBDOMAIN`,
  );
});

test("a Worker without preview URLs is a failure that says how it gets them", () => {
  expect(() => requireServedAt(PREVIEW, report({}))).toThrow(
    /orgstead-staging has preview URLs off until it is deployed once/,
  );
});
