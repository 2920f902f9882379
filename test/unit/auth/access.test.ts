import { describe, expect, test } from "vitest";
import { accessTo, ACCESS, admit, asksMirror, opensToMachines, type Visit } from "#src/auth/access.ts";
import type { Session } from "#src/auth/caller.ts";
import { parseMachineId, parseOrgId, parseUserId } from "#src/lib/ids.ts";

const orgId = parseOrgId("org_acme");
const userId = parseUserId("user_ada");
if (orgId === null || userId === null) throw new Error("the ids of this test are none");

const anonymous: Session = { kind: "anonymous" };
const pending: Session = { kind: "pending", userId };
const person: Session = { kind: "person", userId };
const member = {
  kind: "member",
  userId,
  tenant: { orgId, orgSlug: "acme", userId, role: "org:member", permissions: [] },
} as const satisfies Session;

const admin = {
  ...member,
  tenant: { ...member.tenant, role: "org:admin" },
} as const satisfies Session;

const dashboard = (organization: string, method = "GET", formOrganization: string | null = null): Visit => ({
  routePattern: "/orgs/[slug]/dashboard",
  method,
  organization,
  formOrganization,
  expected: [],
});

const unnamed = (routePattern: string, method = "GET", expected: readonly string[] = []): Visit => ({
  routePattern,
  method,
  organization: undefined,
  formOrganization: null,
  expected,
});

describe("entry for machines", () => {
  const machineId = parseMachineId("ak_123");
  if (machineId === null) throw new Error("the id of this test is none");
  const machine: Session = {
    kind: "machine",
    machineId,
    name: null,
    orgId,
    scopes: ["tasks.read", "admin.read"],
  };
  const TABLE = {
    "/api/open": { GET: { who: "member", rights: ["tasks.read"], machine: true } },
    "/api/two": { GET: { who: "member", rights: ["tasks.read", "tasks.edit"], machine: true } },
    "/api/bare": { GET: { who: "member", machine: true } },
  } as const;

  test.each([
    ["a route that is marked, with its right", unnamed("/api/open"), { kind: "enter" }],
    ["by its organization's id", unnamed("/api/open", "HEAD", ["org_acme"]), { kind: "enter" }],
    ["not for another organization", unnamed("/api/open", "GET", ["acme"]), { kind: "wrong-organization" }],
    ["not with one right of two", unnamed("/api/two"), { kind: "forbidden" }],
    ["not where no right is named", unnamed("/api/bare"), { kind: "sign-in" }],
  ] as const)("%s", (_, asked, admission) => {
    expect(admit(asked, machine, TABLE)).toEqual(admission);
  });

  test("no other route, whatever the rights", () => {
    for (const route of ["/api/admin/users", "/api/me", "/dashboard", "/me"]) {
      expect(admit(unnamed(route), machine), route).toEqual({ kind: "sign-in" });
    }
  });
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

const elsewhere = { organization: undefined, formOrganization: null, expected: [] };

const ask = (routePattern: string, expected: readonly string[] = [], method = "GET"): Visit => ({
  ...elsewhere,
  routePattern,
  expected,
  method,
});

describe("entry to a route of the API", () => {
  test.each([
    ["nobody has to say who they are", "/api/me", anonymous, { kind: "sign-in" }],
    ["a pending session does not count yet", "/api/me", pending, { kind: "go", path: "/me" }],
    ["a person without an organization enters their own", "/api/me", person, { kind: "enter" }],
    ["but no organization's", "/api/admin/users", person, { kind: "go", path: "/me" }],
    ["a member does not enter what is kept for admins", "/api/admin/users", member, { kind: "forbidden" }],
    ["an admin does", "/api/admin/users", admin, { kind: "enter" }],
  ] as const)("%s", (_, routePattern, session, admission) => {
    expect(admit(ask(routePattern), session)).toEqual(admission);
  });

  test("is for the organization that the request expects, by id or slug, or for none", () => {
    for (const routePattern of ["/api/me", "/api/admin/users"]) {
      for (const named of [["acme"], ["org_acme"], ["acme", "org_acme"]]) {
        expect(admit(ask(routePattern, named), admin)).toEqual({ kind: "enter" });
      }
      for (const other of [["globex"], ["org_nowhere"], [""], ["ACME"], ["acme", "globex"]]) {
        expect(admit(ask(routePattern, other), admin)).toEqual({ kind: "wrong-organization" });
      }
    }
    expect(admit(ask("/api/me", ["acme"]), person)).toEqual({ kind: "wrong-organization" });
  });

  test("by any method, is for the session's organization, and a form's field says nothing", () => {
    const entry = { who: "member", rights: ["tasks.create"] } as const;
    const table = { "/api/sample": { POST: entry, PUT: entry, PATCH: entry, DELETE: entry } };
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      expect(admit(ask("/api/sample", [], method), member, table)).toEqual({ kind: "enter" });
      expect(admit(ask("/api/sample", ["globex"], method), member, table)).toEqual({
        kind: "wrong-organization",
      });
    }
    expect(admit(ask("/api/sample"), member, table)).toEqual({
      kind: "method-not-allowed",
      allow: "POST, PUT, PATCH, DELETE",
    });
  });

  test("is refused for the wrong organization before the role is looked at", () => {
    expect(admit(ask("/api/admin/users", ["globex"]), member)).toEqual({ kind: "wrong-organization" });
  });

  test("names no organization in its path, which could disagree with the session's", () => {
    const patterns = Object.keys(ACCESS).filter((pattern) => pattern.startsWith("/api"));
    expect(patterns.length).toBeGreaterThan(1);
    expect(patterns.filter((pattern) => pattern.includes("[slug]"))).toEqual([]);
  });
});

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

  test("a name that every object has is no row", () => {
    for (const name of ["__proto__", "constructor", "toString"]) expect(accessTo(name), name).toBeUndefined();
    expect(accessTo("/")).toBe(ACCESS["/"]);
  });

  test("a page is open to whom its row names", () => {
    expect(admit(unnamed("/"), anonymous)).toEqual({ kind: "enter" });
    expect(admit(unnamed("/me"), pending)).toEqual({ kind: "enter" });
    expect(admit({ ...dashboard("acme"), routePattern: "/orgs/[slug]" }, member)).toEqual({ kind: "enter" });
  });

  test("a person's own form names no organization", () => {
    const table = { "/own": { POST: { who: "person" } } } as const;
    for (const session of [person, member, admin]) {
      expect(admit(unnamed("/own", "POST"), session, table)).toEqual({ kind: "enter" });
    }
  });

  test("a method without a cell is answered with the ones there are", () => {
    const visit = { ...elsewhere, routePattern: "/dashboard", method: "POST" };
    expect(admit(visit, member)).toEqual({ kind: "method-not-allowed", allow: "GET, HEAD" });
    for (const method of ["DELETE", "PUT", "PATCH", "TRACE"]) {
      expect(admit(dashboard("acme", method), member)).toEqual({
        kind: "method-not-allowed",
        allow: "GET, HEAD, POST",
      });
    }
  });

  test("every route with an organization in its path is kept for members", () => {
    const open = Object.entries(ACCESS).filter(
      ([pattern, row]) =>
        pattern.includes("[slug]") && Object.values(row).some(({ who }) => who !== "member"),
    );
    expect(open).toEqual([]);
  });
});

test("a machine's token is looked at where a cell is marked for machines alone", () => {
  expect(opensToMachines("/api/tasks", "GET")).toBe(true);
  expect(opensToMachines("/api/tasks", "HEAD")).toBe(true);
  for (const [routePattern, method] of [
    ["/api/tasks/[id]", "PATCH"],
    ["/api/tasks", "TRACE"],
    ["/api/posts", "GET"],
    ["/nowhere", "GET"],
    ["constructor", "GET"],
  ] as const)
    expect(opensToMachines(routePattern, method), `${method} ${routePattern}`).toBe(false);
});

test("the mirror is asked for rights that it judges, of whom the token lets have one", () => {
  const asked = (routePattern: string, method: string, { tenant }: typeof member | typeof admin) =>
    asksMirror(routePattern, method, tenant);
  expect(asked("/billing", "GET", admin)).toBe(true);
  expect(asked("/billing", "HEAD", admin)).toBe(true);
  // Their own drafts and tasks are theirs to delete.
  expect(asked("/api/tasks/[id]", "DELETE", member)).toBe(true);
  expect(asked("/billing", "GET", member)).toBe(false);
  expect(asked("/orgs/[slug]/tasks", "GET", admin)).toBe(false);
  expect(asked("/orgs/[slug]", "GET", admin)).toBe(false);
  expect(asked("/billing", "POST", admin)).toBe(false);
  expect(asked("/nowhere", "GET", admin)).toBe(false);
});
