import { describe, expect, test } from "vitest";
import { ACCESS, admit, type Visit } from "#src/auth/access.ts";
import type { Session } from "#src/auth/caller.ts";
import { parseOrgId, parseUserId } from "#src/lib/ids.ts";

const orgId = parseOrgId("org_acme");
const userId = parseUserId("user_ada");
if (orgId === null || userId === null) throw new Error("the ids of this test are none");

const anonymous: Session = { kind: "anonymous" };
const pending: Session = { kind: "pending", userId };
const person: Session = { kind: "person", userId };
const member: Session = {
  kind: "member",
  userId,
  tenant: { orgId, orgSlug: "acme", userId, role: "org:member", permissions: [] },
};

const dashboard = (organization: string, method = "GET", formOrganization: string | null = null): Visit => ({
  routePattern: "/orgs/[slug]/dashboard",
  method,
  organization,
  formOrganization,
});

describe("entry to an organization's page", () => {
  test.each([
    ["nobody is sent to sign in", anonymous, "acme", { kind: "sign-in" }],
    ["a pending session is sent to finish", pending, "acme", { kind: "go", path: "/me" }],
    ["a person without one is told so", person, "acme", { kind: "go", path: "/me?notice=organization" }],
    ["its member enters", member, "acme", { kind: "enter" }],
    ["its member enters by its id", member, "org_acme", { kind: "enter" }],
    [
      "another's page leads home",
      member,
      "globex",
      { kind: "go", path: "/orgs/acme/dashboard?notice=organization" },
    ],
    ["case matters", member, "ACME", { kind: "go", path: "/orgs/acme/dashboard?notice=organization" }],
  ] as const)("%s", (_, session, organization, admission) => {
    expect(admit(dashboard(organization), session)).toEqual(admission);
  });

  test("an unknown and a foreign organization are answered alike", () => {
    expect(admit(dashboard("nowhere"), member)).toEqual(admit(dashboard("globex"), member));
  });

  test("a form is judged by the organization it was rendered for, wherever it is sent", () => {
    for (const path of ["acme", "globex", "nowhere"]) {
      expect(admit(dashboard(path, "POST", "org_acme"), member)).toEqual({ kind: "enter" });
      for (const other of ["org_globex", "org_nowhere", "", null]) {
        expect(admit(dashboard(path, "POST", other), member)).toEqual({ kind: "wrong-organization" });
      }
    }
    expect(admit(dashboard("acme", "POST", "org_acme"), person)).toEqual({ kind: "wrong-organization" });
    expect(admit(dashboard("acme", "POST", "org_acme"), anonymous)).toEqual({ kind: "sign-in" });
  });
});

const elsewhere = { organization: undefined, formOrganization: null };

describe("the table of routes", () => {
  test("a route without a row is closed to everybody", () => {
    for (const routePattern of [
      "/orgs/[slug]/secrets",
      "__proto__",
      "constructor",
      "toString",
      "/unsent-form",
    ]) {
      expect(admit({ ...elsewhere, routePattern, method: "GET" }, member).kind).toBe("closed");
    }
  });

  test("a method without a cell is answered with the ones there are", () => {
    const visit = { ...elsewhere, routePattern: "/dashboard", method: "POST" };
    expect(admit(visit, member)).toEqual({ kind: "method-not-allowed", allow: "GET, HEAD" });
    expect(admit(dashboard("acme", "DELETE"), member)).toEqual({
      kind: "method-not-allowed",
      allow: "GET, HEAD, POST",
    });
  });

  test("every route with an organization in its path is kept for members", () => {
    const open = Object.entries(ACCESS).filter(
      ([pattern, row]) =>
        pattern.includes("[slug]") && Object.values(row).some(({ who }) => who !== "member"),
    );
    expect(open).toEqual([]);
  });
});
