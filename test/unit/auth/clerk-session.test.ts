import type { SessionAuthObject } from "@clerk/backend";
import { expect, test } from "vitest";
import { readSession, signedOutAuth, withPublicClaims } from "#src/auth/clerk-session.ts";

const EXPECTED = { issuer: "https://clerk.example.com", authorizedParties: ["https://app.example.com"] };
const CLAIMS = {
  iss: EXPECTED.issuer,
  azp: "https://app.example.com",
  v: 2,
  sid: "sess_2abcDEF",
  sub: "user_ada",
  iat: 1000,
  nbf: 990,
  exp: 1060,
};
const ACTIVE = {
  sessionStatus: "active",
  orgId: "org_acme",
  orgSlug: "acme",
  orgRole: "org:admin",
  orgPermissions: ["org:posts:publish", "org:sys_memberships:manage", "org:tasks:steal"],
};

/** What Clerk's SDK has made of a token. */
function auth(claims: Record<string, unknown> | null, rest: Record<string, unknown> = {}): SessionAuthObject {
  // The reader looks at no more of it.
  return { sessionClaims: claims, ...rest } as unknown as SessionAuthObject;
}

const read = (claims: Record<string, unknown> | null, rest?: Record<string, unknown>) =>
  readSession(auth(claims, rest), EXPECTED);

const TENANT = {
  orgId: "org_acme",
  orgSlug: "acme",
  userId: "user_ada",
  role: "org:admin",
  permissions: ["org:posts:publish"],
};

test("nobody is nobody, and nothing was refused", () => {
  expect(read(null)).toEqual({ session: { kind: "anonymous" } });
});

test("a member is read with the role and the permissions that are known here", () => {
  expect(read(CLAIMS, ACTIVE)).toEqual({
    session: { kind: "member", userId: "user_ada", tenant: TENANT },
    sessionId: "sess_2abcDEF",
  });
});

test("a person in no organization is a person", () => {
  expect(read(CLAIMS, { sessionStatus: "active" })).toEqual({
    session: { kind: "person", userId: "user_ada" },
  });
});

test("a session with something left to do counts for no organization", () => {
  expect(read(CLAIMS, { ...ACTIVE, sessionStatus: "pending" })).toEqual({
    session: { kind: "pending", userId: "user_ada" },
  });
});

test.each([
  ["a claim that is not as it must be", { azp: "https://app.example.org" }, {}, "azp"],
  ["a person whose id is none", { sub: "user_a" }, {}, "sub"],
  ["an organization whose id is none", {}, { orgId: "org_a" }, "o.id"],
  ["an organization of no id at all", {}, { orgId: "" }, "o.id"],
])("a token with %s makes nobody, and says why", (_, claims, rest, refusal) => {
  expect(read({ ...CLAIMS, ...claims }, { ...ACTIVE, ...rest })).toEqual({
    session: { kind: "anonymous" },
    refusal,
  });
});

test.each([
  ["no role", undefined, "org:none"],
  ["what is no role of Clerk's", "admin", "org:none"],
  ["a custom role", "org:billing_manager", "org:billing_manager"],
])("of %s: %s", (_, orgRole, role) => {
  expect(read(CLAIMS, { ...ACTIVE, orgRole }).session).toMatchObject({ tenant: { role } });
});

test("a token without permissions or a slug grants and names none", () => {
  const { session } = read(CLAIMS, { ...ACTIVE, orgPermissions: undefined, orgSlug: undefined });
  expect(session).toMatchObject({ tenant: { permissions: [], orgSlug: null } });
});

test("who acts for somebody else is marked, and nobody else is", () => {
  const actor = { sub: "user_support" };
  expect(read(CLAIMS, { ...ACTIVE, actor }).session).toMatchObject({ tenant: { isImpersonated: true } });
  expect(read(CLAIMS, ACTIVE).session).not.toHaveProperty("tenant.isImpersonated");
});

test("what pages are told of a session has the public claims alone, whatever is asked for", () => {
  const full = auth({ ...CLAIMS, email: "ada@acme.example" }, ACTIVE);
  const asked: unknown[] = [];
  // As above: a function with more to it, of which this is what is called.
  const given = ((options: unknown) => (asked.push(options), full)) as unknown as App.Locals["auth"];
  const options = { treatPendingAsSignedOut: false };
  expect(withPublicClaims(given)(options)).toEqual(auth(CLAIMS, ACTIVE));
  expect(asked).toEqual([options]);
  expect(withPublicClaims(signedOutAuth)().sessionClaims).toBeNull();
});
