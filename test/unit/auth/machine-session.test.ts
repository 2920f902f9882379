import { describe, expect, test } from "vitest";
import { readMachine, type MachineAuth } from "#src/auth/machine-session.ts";

const OWN = "mch_own";

/** As Clerk's middleware leaves it: what it was told, or why it was told nothing. */
function said(object: Record<string, unknown>, reason: string | null = null, message = ""): MachineAuth {
  // The reader looks at no more of it.
  const auth = (() => ({ isAuthenticated: reason === null, ...object })) as unknown as MachineAuth["auth"];
  return { auth, authReason: reason, authMessage: message };
}

const KEY = { tokenType: "api_key", id: "ak_123", name: "Import", orgId: "org_acme", scopes: ["tasks.read"] };
const TOKEN = {
  tokenType: "m2m_token",
  machineId: "mch_abc",
  scopes: [OWN],
  claims: { org_id: "org_acme", permissions: ["tasks.read"] },
};
const GOOD = { kind: "machine", orgId: "org_acme", scopes: ["tasks.read"] };

describe("a machine's token", () => {
  test("is read as whose it is and what it may do", () => {
    expect(readMachine(said(KEY), OWN)).toEqual({
      ok: true,
      value: { ...GOOD, machineId: "ak_123", name: "Import" },
    });
    expect(readMachine(said(TOKEN), OWN)).toEqual({
      ok: true,
      value: { ...GOOD, machineId: "mch_abc", name: null },
    });
    expect(
      readMachine(said({ ...KEY, scopes: ["toString", "tasks.steal", 1, "*", ["tasks.read"]] }), OWN),
    ).toMatchObject({
      value: { scopes: [] },
    });
  });

  test.each([
    ["a person's key", { ...KEY, orgId: null }],
    ["a token for nobody", { ...TOKEN, scopes: [] }],
    ["a token for others", { ...TOKEN, scopes: ["mch_other"] }],
    ["a key that Clerk does not vouch for", { ...KEY, isAuthenticated: false }],
    ["a token without claims", { ...TOKEN, claims: null }],
    ["a token of two organizations", { ...TOKEN, claims: { org_id: ["org_acme", "org_globex"] } }],
  ])("is refused: %s", (_, object) => {
    expect(readMachine(said(object), OWN)).toEqual({ ok: false, reason: "refused" });
  });

  test.each([
    ["a key without an id", { ...KEY, id: "" }],
    ["a key whose id is a person's", { ...KEY, id: "user_ada" }],
    ["a token of nobody", { tokenType: "m2m_token" }],
  ])("that Clerk cannot have answered so is for later: %s", (_, object) => {
    expect(readMachine(said(object), OWN)).toEqual({ ok: false, reason: "unavailable" });
  });

  test("of a service is refused where the site has no machine of its own", () => {
    for (const scopes of [[OWN], [null]]) {
      expect(readMachine(said({ ...TOKEN, scopes }), null)).toEqual({ ok: false, reason: "refused" });
    }
  });

  test.each([
    ["token-invalid", "API key not found (code=token-invalid, status=404)", "refused"],
    ["token-invalid", "", "refused"],
    ["unexpected-error", "Unexpected error (code=unexpected-error, status=400)", "refused"],
    ["unexpected-error", "Unexpected error (code=unexpected-error, status=422)", "refused"],
    ["secret-key-invalid", "Invalid secret key (code=secret-key-invalid, status=401)", "unavailable"],
    ["unexpected-error", "Unexpected error (code=unexpected-error, status=403)", "unavailable"],
    ["unexpected-error", "Unexpected error (code=unexpected-error, status=429)", "unavailable"],
    ["unexpected-error", "Unexpected error (code=unexpected-error, status=502)", "unavailable"],
    ["unexpected-error", "Unexpected error (code=unexpected-error, status=n/a)", "unavailable"],
    ["unexpected-error", "", "unavailable"],
  ])("that Clerk answers %s, %s, is %s", (reason, message, verdict) => {
    expect(readMachine(said({}, reason, message), OWN)).toEqual({ ok: false, reason: verdict });
  });
});
