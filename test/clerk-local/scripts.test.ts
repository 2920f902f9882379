import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestHarness } from "wrangler";
import { apiOf, refuseForeignHost } from "#clerk-local/guard.ts";

/** As wrangler.toml has it, with all of Clerk's packages to be kept to. */
const server = createTestHarness({ workers: [{ configPath: "./clerk-local/wrangler.toml" }] });
let origin: string;
beforeAll(async () => void ({ origin } = (await server.listen()).url));
afterAll(() => server.close());

describe("the bundles of clerk-js and Clerk's UI", () => {
  test.each([
    ["@clerk/clerk-js@6", "clerk-js/dist/clerk.browser.js", "clerk.browser.js"],
    ["@clerk/clerk-js@6.40.0", "clerk-js/dist/clerk.browser.js", "clerk.browser.js"],
    ["@clerk/ui@1", "ui/dist/ui.browser.js", "ui.browser.js"],
  ])("come for %s as they were installed", async (name, installed, file) => {
    const response = await fetch(`${origin}/npm/${name}/dist/${file}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await response.text()).toBe(readFileSync(`node_modules/@clerk/${installed}`, "utf8"));
  });

  test.each([
    "/npm/@clerk/clerk-js@6/dist/nothing.js",
    "/npm/@clerk/backend@3/dist/index.js",
    "/npm/@clerk/clerk-js@6/package.json",
    "/npm/@clerk/clerk-js@6/dist/..%2f..%2fbackend%2fdist%2findex.js",
    "/clerk-js/dist/clerk.browser.js",
  ])("are all that is served: not %s", async (path) => {
    expect((await fetch(`${origin}${path}`)).status).toBeGreaterThanOrEqual(400);
  });
});

describe("the guard", () => {
  test.each(["localhost:8788", "127.0.0.1", "[::1]:8788", "clerk-local", "clerk.test", "api.clerk.local"])(
    "answers as %s",
    (host) => expect(refuseForeignHost(new Request(`http://${host}/v1/client`))).toBeNull(),
  );

  test.each([
    "api.clerk.com",
    "clerk-local.workers.dev",
    "127.0.0.1.evil.example",
    "10.0.0.1",
    "localhost.evil.io",
  ])("does not answer as %s", (host) =>
    expect(refuseForeignHost(new Request(`http://${host}/v1/client`))).toMatchObject({ status: 421 }),
  );

  test("does not take the proxy's secret key for a Backend API call", () => {
    const headers = { "clerk-secret-key": "sk_test_clerk_local" };
    expect(apiOf(new Request("http://localhost/v1/client", { headers }))).toBe("frontend");
  });
});
