import { expect, test } from "vitest";
import { faultOfClaims, publicClaims } from "#src/auth/session-claims.ts";

const expected = { issuer: "https://clerk.example.com", authorizedParties: ["https://app.example.com"] };
const GOOD = {
  iss: expected.issuer,
  azp: "https://app.example.com",
  v: 2,
  sid: "sess_2abcDEF",
  sub: "user_2abcDEF",
  iat: 1000,
  nbf: 990,
  exp: 1060,
};

test.each([
  ["nothing about its status", {}],
  ["that it is active", { sts: "active" }],
  ["that it is pending", { sts: "pending" }],
  ["that it lives for two minutes", { exp: 1120 }],
])("a token may say %s", (_, claims) => {
  expect(faultOfClaims({ ...GOOD, ...claims }, expected)).toBeNull();
});

test.each([
  ["another issuer", "iss", { iss: "https://clerk.example.org" }],
  ["no issuer", "iss", { iss: undefined }],
  ["another party", "azp", { azp: "https://app.example.org" }],
  ["no party", "azp", { azp: undefined }],
  ["several parties", "azp", { azp: ["https://app.example.com"] }],
  ["the first version", "v", { v: 1 }],
  ["no version", "v", { v: undefined }],
  ["no session", "sid", { sid: undefined }],
  ["a session that is none", "sid", { sid: "other" }],
  ["no person", "sub", { sub: undefined }],
  ["a machine for a person", "sub", { sub: "mch_2abcDEF" }],
  ["no end", "exp", { exp: undefined }],
  ["no beginning", "exp", { iat: undefined }],
  ["no time from which it counts", "exp", { nbf: undefined }],
  ["an end in words", "exp", { exp: "1060" }],
  ["that it lives for longer than two minutes", "exp", { exp: 1121 }],
  ["another status", "sts", { sts: "revoked" }],
  ["no status by null", "sts", { sts: null }],
])("a token that says %s is refused for its %s", (_, name, claims) => {
  expect(faultOfClaims({ ...GOOD, ...claims }, expected)).toBe(name);
});

test("claims that an instance adds stay on the server", () => {
  const own = { email: "ada@acme.example", metadata: { plan: "secret" } };
  expect(publicClaims({ ...GOOD, ...own, sts: "active" })).toEqual({ ...GOOD, sts: "active" });
});
