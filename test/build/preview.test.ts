import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { copyCheckout, fillIn, type Checkout } from "#test/support/checkout.ts";
import { startCloudflareApi, type CloudflareApi } from "#test/support/cloudflare-api.ts";

const VERSIONS = "POST /workers/scripts/orgstead-staging/versions";

let checkout: Checkout;
let api: CloudflareApi | null = null;

beforeAll(async () => {
  checkout = await copyCheckout();
  await checkout.edit("wrangler.toml", fillIn);
});
afterEach(async () => {
  await api?.close();
  api = null;
});
afterAll(() => checkout.remove());

/** `npm run preview` of pull request 12 with the real wrangler. */
async function preview(previewSuffix?: string) {
  api = await startCloudflareApi({ secrets: [], ...(previewSuffix !== undefined && { previewSuffix }) });
  const outputs = join(checkout.folder, "github-output");
  const ran = await checkout.runScript("preview", {
    ...api.environment,
    PULL_REQUEST: "12",
    WORKERS_DEV_SUBDOMAIN: "acme",
    GITHUB_OUTPUT: outputs,
  });
  return { ...ran, outputs, calls: api.calls, bodiesOf: api.bodiesOf };
}

test("a pull request becomes a version of staging's Worker, with an address that it knows as its own", async () => {
  const { code, output, outputs, calls, bodiesOf } = await preview("-orgstead-staging.acme.workers.dev");

  expect(code, output).toBe(0);
  const origin = "https://pr-12-orgstead-staging.acme.workers.dev";
  const [upload = ""] = bodiesOf(VERSIONS);
  expect(upload).toContain(`{"name":"APP_ORIGIN","type":"plain_text","text":"${origin}"}`);
  expect(upload).toContain('"workers/alias":"pr-12"');
  expect(upload).toContain('{"name":"APP_ENV","type":"plain_text","text":"staging"}');
  expect(await readFile(outputs, "utf8")).toBe(`url=${origin}\n`);
  // Nobody is sent to it, and staging's database stays as it is.
  expect(calls.filter((call) => /deployments|d1|subdomain/.test(call))).toEqual([]);
});
