import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACME, ADA, GLOBEX, MILO } from "#test/support/people.ts";
import { Browser, browserFor, expiredBrowserFor } from "./browser.ts";
import { type Keys, type StandIn, startStandIn } from "./stand-in.ts";

describe.each<Keys>(["test", "live"])("a handshake with pk_%s keys", (keys) => {
  let standIn: StandIn;
  beforeAll(async () => void (standIn = await startStandIn(keys)));
  afterAll(() => standIn.stop());

  type Wanted = Parameters<StandIn["rpc"]["sessionFor"]>[0];
  const browserOf = (wanted: Wanted) => browserFor(standIn, wanted);
  const expired = (wanted: Wanted) => expiredBrowserFor(standIn, wanted);

  test("is not needed with a fresh token, nor is any call to Clerk", async () => {
    const browser = await browserOf({ userId: ADA.id, orgId: ACME.id });
    await standIn.rpc.clearRequests();
    const { auth, hops } = await browser.visit("/orgs/acme/dashboard");
    expect(auth).toMatchObject({ userId: ADA.id, orgId: ACME.id });
    expect(hops).toEqual([]);
    expect(await standIn.rpc.requests()).toHaveLength(0);
  });

  test("renews an expired token and leaves the address clean", async () => {
    const browser = await expired({ userId: ADA.id, orgId: ACME.id });
    const { auth, hops } = await browser.visit("/orgs/acme/dashboard?tab=2");
    expect(auth).toMatchObject({ userId: ADA.id, orgId: ACME.id });
    expect(hops[0]).toContain("__clerk_hs_reason=session-token-expired");
    expect(hops.at(-1)).toBe(keys === "test" ? `${standIn.appOrigin}/orgs/acme/dashboard?tab=2` : hops[0]);
    expect(browser.jar.has("__clerk_handshake_nonce")).toBe(false);
    expect(browser.jar.has(`__refresh_${standIn.suffix}`)).toBe(true);
    expect((await browser.visit("/orgs/acme/dashboard")).hops).toEqual([]);
  });

  test("makes the organization of the address active for its members", async () => {
    const browser = await browserOf({ userId: ADA.id, orgId: ACME.id });
    const { auth } = await browser.visit("/orgs/globex/dashboard");
    expect(auth).toMatchObject({ orgId: GLOBEX.id, orgRole: "org:member" });
  });

  test("makes no organization active for the personal pages", async () => {
    const browser = await browserOf({ userId: ADA.id, orgId: ACME.id });
    const { auth } = await browser.visit("/me");
    expect(auth).toMatchObject({ userId: ADA.id });
    expect(auth).not.toHaveProperty("orgId", ACME.id);
  });

  test.each(["globex", "nowhere"])("leaves a stranger of /orgs/%s where they were", async (slug) => {
    const browser = await browserOf({ userId: MILO.id, orgId: ACME.id });
    const path = `/orgs/${slug}/dashboard`;
    // The SDK tries until its own guard, a cookie of two seconds, stops it; then the old organization stays.
    const { auth } = await browser.visit(path);
    expect(auth).toMatchObject({ userId: MILO.id, orgId: ACME.id });
  });

  test("signs out a browser whose session was revoked", async () => {
    const wanted = await standIn.rpc.sessionFor({ userId: ADA.id, ageSeconds: 300 });
    await standIn.sdk.sessions.revokeSession(wanted.sessionId);
    const browser = new Browser(standIn, wanted.cookies);
    const { auth } = await browser.visit("/dashboard");
    expect(auth).toMatchObject({ userId: null });
    expect(browser.jar.has("__session")).toBe(false);
    expect(browser.jar.has(`__refresh_${standIn.suffix}`)).toBe(false);
    expect(browser.jar.get("__client_uat")).toBe("0");
  });

  test("signs out a browser whose session has expired", async () => {
    const browser = await expired({ userId: ADA.id });
    await standIn.rpc.advanceClock(8 * 24 * 60 * 60 * 1000);
    const { auth } = await browser.visit("/dashboard");
    expect(auth).toMatchObject({ userId: null });
    await standIn.rpc.reset();
  });

  test("is spared by the refresh token, on the server alone", async () => {
    const browser = await browserOf({ userId: ADA.id, orgId: ACME.id, ageSeconds: 300 });
    await standIn.rpc.clearRequests();
    const { auth, hops } = await browser.visit("/orgs/acme/dashboard");
    expect(auth).toMatchObject({ userId: ADA.id, orgId: ACME.id });
    expect(hops).toEqual([]);
    const [refresh] = await standIn.rpc.requests();
    expect(refresh).toMatchObject({ api: "backend", method: "POST", status: 200 });
    expect(refresh?.path).toMatch(/^\/v1\/sessions\/sess_\w+\/refresh$/);
  });

  test("follows a refresh that is refused", async () => {
    const browser = await browserOf({ userId: ADA.id, ageSeconds: 300 });
    browser.jar.set(`__refresh_${standIn.suffix}`, "made-up");
    const { auth, hops } = await browser.visit("/dashboard");
    expect(hops[0]).toContain("refresh_token_invalid");
    expect(auth).toMatchObject({ userId: ADA.id });
  });
});

describe("the first visit of a development browser", () => {
  let standIn: StandIn;
  beforeAll(async () => void (standIn = await startStandIn("test")));
  afterAll(() => standIn.stop());

  test("gives it a token by which it is known from then on", async () => {
    const browser = new Browser(standIn);
    const { auth, hops } = await browser.visit("/");
    expect(auth).toMatchObject({ userId: null });
    expect(hops[0]).toContain("__clerk_hs_reason=dev-browser-missing");
    expect(browser.jar.get("__clerk_db_jwt")).toMatch(/^dvb_/);
    expect(browser.jar.get(`__clerk_db_jwt_${standIn.suffix}`)).toBe(browser.jar.get("__clerk_db_jwt"));
    expect((await browser.visit("/")).hops).toEqual([]);
    expect((await browser.call("GET", "/client")).status).toBe(200);
  });
});
