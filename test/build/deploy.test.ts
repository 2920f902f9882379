import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { copyCheckout, fillIn, type Checkout } from "#test/support/checkout.ts";
import { startCloudflareApi, type CloudflareApi } from "#test/support/cloudflare-api.ts";

const SECRETS = ["CLERK_SECRET_KEY", "CLERK_JWT_KEY", "CLERK_WEBHOOK_SIGNING_SECRET"];
/** Side by side, so in any order. */
const CHECKS_AND_BUILD = ["astro build", "astro check", "knip", "knip", "oxfmt", "oxlint"];
const WORKER = "/workers/scripts/orgstead-production";
const DATABASE = "/d1/database/22222222-2222-4222-8222-222222222222/query";

let checkout: Checkout;
let api: CloudflareApi | null = null;

beforeAll(async () => {
  checkout = await copyCheckout();
});
afterEach(async () => {
  await api?.close();
  api = null;
  await checkout.restore();
});
afterAll(() => checkout.remove());

/** `npm run deploy` with the real wrangler, in an account whose Worker has these secrets. */
async function deploy(
  words: string,
  account: Parameters<typeof startCloudflareApi>[0] = { secrets: SECRETS },
) {
  api = await startCloudflareApi(account);
  const ran = await checkout.runScript(`deploy ${words}`, api.environment);
  return { ...ran, calls: api.calls, tools: await checkout.toolsRun(), bodiesOf: api.bodiesOf };
}

test("a deploy looks for the secrets, checks, builds, migrates the database, then uploads the Worker", async () => {
  await checkout.edit("wrangler.toml", fillIn);
  const { code, output, calls, tools, bodiesOf } = await deploy("--env production");

  expect(code, output).toBe(0);
  expect(tools.slice(1, -2).toSorted()).toEqual(CHECKS_AND_BUILD);
  expect([tools[0], ...tools.slice(-2)]).toEqual(["wrangler secret", "wrangler d1 in CI", "wrangler deploy"]);
  expect(calls[0]).toBe(`GET ${WORKER}/secrets`);
  const migrated = calls.lastIndexOf(`POST ${DATABASE}`);
  const uploaded = calls.indexOf(`POST ${WORKER}/versions`);
  expect(migrated).toBeGreaterThan(0);
  expect(uploaded).toBeGreaterThan(migrated);
  expect(calls.indexOf(`POST ${WORKER}/deployments`)).toBeGreaterThan(uploaded);
  // What runs every minute and every hour (wrangler.toml).
  expect(bodiesOf(`PUT ${WORKER}/schedules`)).toEqual([
    JSON.stringify([{ cron: "* * * * *" }, { cron: "17 * * * *" }]),
  ]);

  const sql = bodiesOf(`POST ${DATABASE}`).join("\n");
  expect(sql).toContain("CREATE TABLE `tasks`");
  const [upload = ""] = bodiesOf(`POST ${WORKER}/versions`);
  expect(upload).toContain('{"name":"APP_ENV","type":"plain_text","text":"production"}');
  expect(upload).toContain('{"name":"CLERK_JWT_KEY","type":"inherit"}');
  expect(upload).toContain('"id":"22222222-2222-4222-8222-222222222222"');
});

describe("a deploy stops before anything is checked, built or changed", () => {
  test("at a secret that the Worker lacks, with its name and the command that sets it", async () => {
    await checkout.edit("wrangler.toml", fillIn);
    const { code, output, calls, tools } = await deploy("--env production", {
      secrets: ["CLERK_SECRET_KEY", "CLERK_JWT_KEY"],
    });

    expect(code).toBe(1);
    expect(output.trim()).toBe(
      "orgstead-production lacks CLERK_WEBHOOK_SIGNING_SECRET. Set what is missing with\n" +
        "  npx wrangler secret put CLERK_WEBHOOK_SIGNING_SECRET --env production",
    );
    expect(tools).toEqual(["wrangler secret"]);
    expect(calls).toEqual([`GET ${WORKER}/secrets`]);
  });

  test("at every secret, when the Worker does not exist yet", async () => {
    await checkout.edit("wrangler.toml", fillIn);
    const { code, output, calls, tools } = await deploy("--env production", { secrets: null });

    expect(code).toBe(1);
    expect(output).toContain("orgstead-production does not exist in this account yet");
    for (const name of SECRETS) expect(output).toContain(`npx wrangler secret put ${name} --env production`);
    expect(tools).toEqual(["wrangler secret"]);
    expect(calls).toEqual([`GET ${WORKER}/secrets`]);
  });

  test("at the example values of wrangler.toml", async () => {
    const { code, output, calls, tools } = await deploy("--env staging");

    expect(code).toBe(1);
    expect(output).toContain("wrangler.toml still has example values under [env.staging]:");
    expect(output).toContain('database_id "00000000-0000-0000-0000-000000000002"');
    expect([...tools, ...calls]).toEqual([]);
  });

  test("at a migration that takes something away", async () => {
    await checkout.edit("wrangler.toml", fillIn);
    await writeFile(
      join(checkout.folder, "migrations/0999_due_dates.sql"),
      "-- no longer shown\nALTER TABLE tasks DROP COLUMN due_on;",
    );
    const { code, output, calls, tools } = await deploy("--env production");

    expect(code).toBe(1);
    expect(output).toContain("migrations/0999_due_dates.sql: ALTER TABLE tasks DROP COLUMN due_on");
    expect([...tools, ...calls]).toEqual([]);
  });
});

test("secrets given in a file are uploaded with the Worker, which may lack them until then", async () => {
  await checkout.edit("wrangler.toml", fillIn);
  const file = join(checkout.folder, ".env.production");
  await writeFile(file, SECRETS.map((name) => `${name}="value of ${name}"`).join("\n"));
  const { code, output, bodiesOf } = await deploy(`--env production --secrets-file ${file}`, { secrets: [] });

  expect(code, output).toBe(0);
  const [upload = ""] = bodiesOf(`POST ${WORKER}/versions`);
  for (const name of SECRETS) {
    expect(upload).toContain(`{"name":"${name}","type":"secret_text","text":"value of ${name}"}`);
  }
});

test("a build that fails leaves the database as it is", async () => {
  await checkout.edit("wrangler.toml", fillIn);
  await checkout.edit("src/middleware.ts", (text) => `import "#src/lib/nothing.ts";\n${text}`);
  const { code, output, calls } = await deploy("--env production");

  expect(code).toBe(1);
  expect(output).toContain("The build failed");
  expect(calls).toEqual([`GET ${WORKER}/secrets`]);
});

test("a migration that fails leaves the Worker as it is", async () => {
  await checkout.edit("wrangler.toml", fillIn);
  const { code, output, calls } = await deploy("--env production", {
    secrets: SECRETS,
    refusedSql: "CREATE TABLE `tasks`",
  });

  expect(code).toBe(1);
  expect(output).toContain(
    '"wrangler d1 migrations apply DB --remote --env production --config wrangler.toml" failed',
  );
  expect(calls.filter((call) => call.includes("/workers/"))).toEqual([`GET ${WORKER}/secrets`]);
});

test("a dry run shows staging's bindings and a Worker under 300 KiB, and asks no account", async () => {
  const { code, output, calls, tools } = await deploy("--env staging --dry-run");

  expect(code, output).toBe(0);
  expect(calls).toEqual([]);
  expect(tools.slice(0, -1).toSorted()).toEqual(CHECKS_AND_BUILD);
  expect(tools.at(-1)).toBe("wrangler deploy");
  expect(output).toMatch(/env\.DB \(orgstead-staging\)\s+D1 Database/);
  expect(output).toContain("env.ASSETS");
  expect(output).toContain('env.APP_ENV ("staging")');
  expect(output).toContain('env.APP_ORIGIN ("https://staging.orgstead.example")');
  expect(output).toContain("Before a deploy, wrangler.toml needs PUBLIC_CLERK_PUBLISHABLE_KEY");
  const gzipKib = Number(/gzip: ([\d.]+) KiB/.exec(output)?.[1]);
  expect(gzipKib).toBeGreaterThan(100);
  expect(gzipKib).toBeLessThan(300);
});
