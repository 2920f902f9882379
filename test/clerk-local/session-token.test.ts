import { verifyToken } from "@clerk/backend";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { Browser } from "./browser.ts";
import { JWT_KEY, type StandIn, startStandIn } from "./stand-in.ts";

/** What browsers keep of a cookie, and what Clerk leaves of it to custom claims (clerk.com/docs: session tokens). */
const COOKIE_BYTES = 4096;
const MOST_CUSTOM_BYTES = 1200;
const LONG_SLUG = 64;

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("live")));
afterAll(() => standIn.stop());

const verify = (token: string) =>
  verifyToken(token, { jwtKey: JWT_KEY, authorizedParties: [standIn.appOrigin] });

describe("a session token", () => {
  test("says who, where, until when, and for which site", async () => {
    const { token, sessionId } = await standIn.rpc.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const claims = await verify(token);
    expect(claims).toMatchObject({
      v: 2,
      sub: ADA.id,
      sid: sessionId,
      sts: "active",
      iss: standIn.issuer,
      azp: standIn.appOrigin,
      fva: [0, -1],
      o: { id: ACME.id, slg: "acme", rol: "admin" },
    });
    expect(claims.exp - claims.iat).toBe(60);
    expect(claims.nbf).toBe(claims.iat - 10);
  });

  test("gives an admin the product's permissions and a member none", async () => {
    const admin = await standIn.rpc.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const member = await standIn.rpc.sessionFor({ userId: ADA.id, orgId: GLOBEX.id });
    const asAdmin = await new Browser(standIn, admin.cookies).visit("/dashboard");
    const asMember = await new Browser(standIn, member.cookies).visit("/dashboard");
    expect(asAdmin.auth).toMatchObject({ orgRole: "org:admin", orgSlug: "acme" });
    expect(asAdmin.auth?.has({ permission: "org:tasks:manage" })).toBe(true);
    expect(asAdmin.auth?.has({ permission: "org:reports:export" })).toBe(true);
    // @ts-expect-error no permission of the product
    expect(asAdmin.auth?.has({ permission: "org:posts:manage" })).toBe(false);
    expect(asMember.auth).toMatchObject({ orgRole: "org:member", orgSlug: "globex" });
    expect(asMember.auth?.has({ permission: "org:tasks:manage" })).toBe(false);
  });

  test("fits into a cookie with every permission of the product, a long slug and all the claims an owner may add", async () => {
    const { sessionId, cookies } = await standIn.rpc.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const plain = await standIn.rpc.tokenFor({ sessionId });
    const { o } = await verify(plain);
    const custom = "c".repeat(MOST_CUSTOM_BYTES);
    const claims = { o: { ...(typeof o === "object" ? o : {}), slg: "s".repeat(LONG_SLUG) }, custom };
    const full = await standIn.rpc.tokenFor({ sessionId, claims });
    expect(full.length - plain.length).toBeGreaterThan(MOST_CUSTOM_BYTES);
    const names = Object.keys(cookies).filter((name) => name.startsWith("__session"));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(`${name}=${full}`.length).toBeLessThan(COOKIE_BYTES);
  });

  test("of a person in no organization names none", async () => {
    const { token } = await standIn.rpc.sessionFor({ userId: NORA.id });
    expect(await verify(token)).not.toHaveProperty("o");
  });

  test("of a pending session counts as signed out", async () => {
    const { cookies } = await standIn.rpc.sessionFor({ userId: MILO.id, status: "pending" });
    const { auth, state } = await new Browser(standIn, cookies).visit("/dashboard");
    expect(state.toAuth({ treatPendingAsSignedOut: false })).toMatchObject({ sessionStatus: "pending" });
    expect(auth).toMatchObject({ userId: null });
  });

  test("is refused once it is older than a minute and the SDK's leeway", async () => {
    const fresh = await standIn.rpc.sessionFor({ userId: ADA.id, ageSeconds: 55 });
    const stale = await standIn.rpc.sessionFor({ userId: ADA.id, ageSeconds: 70 });
    await expect(verify(fresh.token)).resolves.toMatchObject({ sub: ADA.id });
    await expect(verify(stale.token)).rejects.toMatchObject({ reason: "token-expired" });
  });

  test("can be asked for again: older, or wrong in one thing", async () => {
    const { sessionId } = await standIn.rpc.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const aged = await standIn.rpc.tokenFor({ sessionId, ageSeconds: 70 });
    await expect(verify(aged)).rejects.toMatchObject({ reason: "token-expired" });
    const early = await standIn.rpc.tokenFor({ sessionId, ageSeconds: -30 });
    await expect(verify(early)).rejects.toMatchObject({ reason: "token-not-active-yet" });
    const foreign = await standIn.rpc.tokenFor({ sessionId, claims: { azp: "https://evil.example" } });
    await expect(verify(foreign)).rejects.toMatchObject({ reason: "token-invalid-authorized-parties" });
    const forged = await standIn.rpc.tokenFor({ sessionId, signedWith: "second" });
    await expect(verify(forged)).rejects.toMatchObject({ reason: "token-invalid-signature" });
    const other = await standIn.rpc.tokenFor({ sessionId, header: { cat: null } });
    expect(await verify(other)).toMatchObject({ sid: sessionId, sub: ADA.id, o: { id: ACME.id } });
    expect(JSON.parse(atob(other.split(".")[0] ?? ""))).not.toHaveProperty("cat");
  });

  test("belongs to one of a person's browsers, and outlives only its own", async () => {
    const first = await standIn.rpc.sessionFor({ userId: ADA.id, ageSeconds: 300 });
    const second = await standIn.rpc.sessionFor({ userId: ADA.id, ageSeconds: 300 });
    await standIn.rpc.revokeSession(first.sessionId);
    const revoked = await new Browser(standIn, first.cookies).visit("/dashboard");
    const other = await new Browser(standIn, second.cookies).visit("/dashboard");
    expect(revoked.auth).toMatchObject({ userId: null });
    expect(other.auth).toMatchObject({ userId: ADA.id, sessionId: second.sessionId });
  });

  test("can be made to say anything for a test, and to leave anything out", async () => {
    const foreign = await standIn.rpc.mint({ azp: "https://evil.example" });
    await expect(verify(foreign)).rejects.toMatchObject({ reason: "token-invalid-authorized-parties" });
    const claims = await verify(await standIn.rpc.mint({ sid: null, o: { id: "org_x", rol: "admin" } }));
    expect(claims).not.toHaveProperty("sid");
    expect(claims).toHaveProperty("o.id", "org_x");
    const other = await standIn.rpc.mint({}, { cat: "cl_other" });
    expect(JSON.parse(atob(other.split(".")[0] ?? ""))).toMatchObject({ cat: "cl_other", alg: "RS256" });
  });
});
