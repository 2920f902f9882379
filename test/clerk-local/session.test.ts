import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CAST_PASSWORD } from "#clerk-local/seed.ts";
import { SESSION_TTL_MS } from "#clerk-local/rules/sessions.ts";
import { ACME, ADA, GLOBEX, MILO } from "#test/support/people.ts";
import { Browser, browserFor } from "./browser.ts";
import { type Keys, type StandIn, startStandIn } from "./stand-in.ts";

describe.each<Keys>(["test", "live"])("a session with pk_%s keys", (keys) => {
  let standIn: StandIn;
  let browser: Browser;
  beforeAll(async () => void (standIn = await startStandIn(keys)));
  beforeEach(async () => {
    browser = new Browser(standIn);
    await browser.boot();
  });
  afterAll(() => standIn.stop());

  const signIn = ({ email }: { readonly email: string }) =>
    browser.call("POST", "/client/sign_ins", { identifier: email, password: CAST_PASSWORD });

  test("gives a token for whichever organization the person asks", async () => {
    await signIn(ADA);
    const path = `/client/sessions/${browser.sessionId ?? ""}`;
    const plain = await browser.call("POST", `${path}/tokens`, { organization_id: "" });
    const inAcme = await browser.call("POST", `${path}/tokens`, { organization_id: ACME.id });
    expect(claimsOf(plain.json.jwt)).not.toHaveProperty("o");
    expect(claimsOf(inAcme.json.jwt)).toMatchObject({ o: { slg: "acme" } });
    const touched = await browser.call("POST", `${path}/touch`, { active_organization_id: ACME.id });
    expect(touched.json.response).toMatchObject({ last_active_organization_id: ACME.id });
    expect((await browser.visit("/dashboard")).auth).toMatchObject({ orgId: ACME.id });
  });

  test("gives no token for an organization of others", async () => {
    await signIn(MILO);
    const path = `/client/sessions/${browser.sessionId ?? ""}`;
    for (const orgId of ["org_unknown", GLOBEX.id]) {
      const token = await browser.call("POST", `${path}/tokens`, { organization_id: orgId });
      const touch = await browser.call("POST", `${path}/touch`, { active_organization_id: orgId });
      expect([token.status, touch.status]).toEqual([404, 404]);
      expect(token.json.errors?.[0]).toMatchObject({ code: "organization_not_found_or_unauthorized" });
    }
  });

  test("ends with sign-out, which takes every cookie that a script cannot reach", async () => {
    await signIn(ADA);
    await browser.visit("/orgs/acme/dashboard");
    const path = `/client/sessions/${browser.sessionId ?? ""}/tokens`;
    expect(browser.jar.has(`__refresh_${standIn.suffix}`)).toBe(true);
    const { json } = await browser.call("DELETE", "/client/sessions");
    expect(json.response).toMatchObject({ object: "client", sessions: [] });
    expect(browser.jar.has(`__refresh_${standIn.suffix}`)).toBe(false);
    expect(browser.jar.get("__client_uat")).toBe("0");
    expect((await browser.call("POST", path)).status).toBe(401);
    expect((await browser.call("GET", "/client")).json.response).toMatchObject({
      id: json.response?.["id"],
      sessions: [],
    });
    expect((await browser.visit("/dashboard")).auth).toMatchObject({ userId: null });
  });

  const endings: Record<string, (session: { userId: string; sessionId: string }) => Promise<unknown>> = {
    revoked: ({ sessionId }) => standIn.rpc.revokeSession(sessionId),
    expired: () => standIn.rpc.advanceClock(SESSION_TTL_MS),
    "deleted with its person": async ({ userId }) => {
      const elsewhere = await browserFor(standIn, { userId });
      return elsewhere.call("DELETE", "/me");
    },
  };

  test.each(Object.entries(endings))("is over in its browser once it is %s", async (_, end) => {
    const person = { email: `${crypto.randomUUID()}@own.example`, password: null };
    const { id: userId } = await standIn.rpc.createPerson(person);
    browser = await browserFor(standIn, { userId });
    const sessionId = browser.sessionId ?? "";
    await end({ userId, sessionId });
    const path = `/client/sessions/${sessionId}`;
    const touch = await browser.call("POST", `${path}/touch`, { active_organization_id: "" });
    const token = await browser.call("POST", `${path}/tokens`, { organization_id: "" });
    expect([touch.status, token.status]).toEqual([401, 401]);
    expect(token.json.errors).toMatchObject([{ code: "signed_out", meta: {} }]);
    // clerk-js asks for the client then, and signs out.
    const { json } = await browser.call("GET", "/client");
    expect(json.response).toMatchObject({ object: "client", sessions: [], last_active_session_id: null });
    expect(browser.jar.has(`__refresh_${standIn.suffix}`)).toBe(false);
    // In development clerk-js writes this one itself.
    if (keys === "live") expect(browser.jar.get("__client_uat")).toBe("0");
  });

  test("survives a restart of the stand-in", async () => {
    await signIn(ADA);
    await standIn.forget();
    const { json } = await browser.call("POST", `/client/sessions/${browser.sessionId ?? ""}/tokens`);
    expect(claimsOf(json.jwt)).toMatchObject({ sub: ADA.id });
  });
});

function claimsOf(jwt: string | undefined): unknown {
  return JSON.parse(Buffer.from(jwt?.split(".")[1] ?? "", "base64url").toString());
}
