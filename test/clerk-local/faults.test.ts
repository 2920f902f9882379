import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { clerkLocalWorkers, controlOf } from "#test/support/clerk-local.ts";
import { ADA } from "#test/support/people.ts";
import { ENV, SECRET_KEY, type StandIn, startStandIn } from "./stand-in.ts";

describe("a fault of the Backend API", () => {
  let standIn: StandIn;
  beforeAll(async () => void (standIn = await startStandIn("test")));
  afterEach(() => standIn.rpc.reset());
  afterAll(() => standIn.stop());

  const readAda = () => standIn.sdk.users.getUser(ADA.id);

  test.each([
    ["error-500", { status: 500, errors: [{ code: "internal_clerk_error" }] }],
    ["html-503", { status: 503, errors: [] }],
    ["rate-limited", { status: 429, retryAfter: 10, errors: [{ code: "too_many_requests" }] }],
    ["junk", { errors: [{ code: "unexpected_error" }] }],
  ] as const)("of the kind %s reaches the SDK as what it is", async (kind, error) => {
    await standIn.rpc.fault({ api: "backend", kind });
    await expect(readAda()).rejects.toMatchObject(error);
    await standIn.rpc.fault(null);
    await expect(readAda()).resolves.toMatchObject({ id: ADA.id });
  });

  test("names the seconds to wait, as the test wants them", async () => {
    await standIn.rpc.fault({ api: "backend", kind: "rate-limited", retryAfterSeconds: 3 });
    await expect(readAda()).rejects.toMatchObject({ retryAfter: 3 });
  });

  test("can be junk that the SDK takes for a person", async () => {
    await standIn.rpc.fault({ api: "backend", kind: "junk", contentType: "text/html" });
    expect(await readAda()).toBeTypeOf("string");
  });

  test("can be slowness, with the right answer in the end", async () => {
    await standIn.rpc.fault({ api: "backend", kind: "slow", delayMs: 400 });
    const startedAtMs = performance.now();
    await expect(readAda()).resolves.toMatchObject({ id: ADA.id });
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(390);
  });

  test("can keep to one path", async () => {
    await standIn.rpc.fault({ api: "backend", kind: "error-500", path: "/v1/users" });
    await standIn.rpc.fault({ api: "backend", kind: "rate-limited", path: "/v1/users/count" });
    await expect(readAda()).rejects.toMatchObject({ status: 500 });
    await expect(standIn.sdk.users.getCount()).rejects.toMatchObject({ status: 429 });
    await expect(standIn.sdk.organizations.getOrganizationList()).resolves.toMatchObject({ totalCount: 2 });
  });

  test("is counted like any other request", async () => {
    await standIn.rpc.fault({ api: "backend", kind: "error-500" });
    await expect(readAda()).rejects.toThrow();
    expect(await standIn.rpc.requests()).toMatchObject([
      { api: "backend", method: "GET", path: `/v1/users/${ADA.id}`, status: 500 },
    ]);
  });

  test("leaves the Frontend API as it was, and the other way round", async () => {
    await standIn.rpc.fault({ api: "backend", kind: "html-503" });
    expect((await fetch(`${standIn.url}/v1/environment`)).status).toBe(200);
    await standIn.rpc.fault(null);
    await standIn.rpc.fault({ api: "frontend", kind: "html-503" });
    expect((await fetch(`${standIn.url}/v1/environment`)).status).toBe(503);
    await expect(readAda()).resolves.toMatchObject({ id: ADA.id });
  });
});

describe("a Worker whose Clerk", () => {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      workers: [callerWorker(), ...clerkLocalWorkers(ENV)],
    }),
  );
  const clerk = controlOf(miniflare);
  afterEach(() => clerk.reset());
  afterAll(() => miniflare.dispose());

  const call = async (path: string) => (await miniflare.dispatchFetch(`http://caller.test${path}`)).text();

  test("is down sees its fetch fail", async () => {
    await clerk.fault({ api: "backend", kind: "down" });
    expect(await call("/v1/jwks")).toBe("Error: Network connection lost.");
    expect(await clerk.requests()).toMatchObject([{ path: "/v1/jwks", status: null }]);
  });

  test("hangs gets nothing until it gives up, and keeps nobody else waiting", async () => {
    await clerk.fault({ api: "backend", kind: "hang", path: "/v1/jwks" });
    const hanging = call("/v1/jwks");
    expect(await call("/v1/users/count")).toBe("200");
    expect(await hanging).toMatch(/^TimeoutError/);
    expect(await clerk.requests()).toContainEqual(
      expect.objectContaining({ path: "/v1/jwks", status: null }),
    );
    await clerk.fault(null);
    expect(await call("/v1/jwks")).toBe("200");
  });
});

/** Fetches the asked path from Clerk with the secret key, and says how that ended. */
function callerWorker() {
  const script = `export default {
    async fetch(request) {
      const headers = { authorization: "Bearer ${SECRET_KEY}" };
      try {
        const url = "http://clerk.test" + new URL(request.url).pathname;
        return new Response(String((await fetch(url, { headers, signal: AbortSignal.timeout(1000) })).status));
      } catch (error) {
        return new Response(String(error));
      }
    }
  }`;
  const compatibilityDate = "2026-10-12";
  return {
    name: "caller",
    compatibilityDate,
    modules: true as const,
    script,
    outboundService: "clerk-local",
  };
}
