import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, FETCH, problemOf } from "#test/support/api.ts";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { DOCUMENT, type Headers } from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";

const ME = "/api/me";
const USERS = "/api/admin/users";
const ROUTES = [ME, USERS];

describe.each<Keys>(["live", "test"])("with pk_%s keys, the API", (keys) => {
  let site: Site;
  let ada: Headers;
  let milo: Headers;
  beforeAll(async () => {
    site = await asDocumented(await startSite({ keys }));
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
    ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
    milo = await apiHeaders(site, { userId: MILO.id, orgId: ACME.id });
  });
  afterAll(() => site.dispose());

  test("tells who is pending that they are not in yet", async () => {
    const pending = await apiHeaders(site, { userId: NORA.id, orgId: null, status: "pending" });
    for (const path of ROUTES) {
      expect(await problemOf(await site.fetch(path, { headers: pending }))).toEqual([
        401,
        "session_pending",
        true,
      ]);
    }
  });

  test("answers nobody 401, as a fetch and as a document, however old the session is", async () => {
    const old = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id, ageSeconds: 3600 });
    const cookie = (old["cookie"] ?? "").replaceAll(/__refresh[^;]*;?/g, "");
    await site.clerk.clearRequests();
    for (const path of ROUTES) {
      for (const headers of [FETCH, DOCUMENT, { ...FETCH, cookie }, { ...DOCUMENT, cookie }]) {
        const response = await site.fetch(path, { headers });
        expect(response.headers.get("www-authenticate")).toBe("Bearer");
        expect(await problemOf(response)).toEqual([401, "unauthenticated", true]);
      }
    }
    const bearer = { ...FETCH, authorization: "Bearer none" };
    expect(await problemOf(await site.fetch(ME, { headers: bearer }))).toEqual([
      401,
      "unauthenticated",
      true,
    ]);
    expect(await site.clerk.requests()).toEqual([]);
  });

  test("takes a session token as a bearer token, and renews an expired cookie by its refresh token", async () => {
    const { token } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const bearer = { accept: "*/*", authorization: `Bearer ${token}` };
    expect((await site.fetch(USERS, { headers: bearer })).status).toBe(200);
    const old = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id, ageSeconds: 3600 });
    expect((await site.fetch(USERS, { headers: old })).status).toBe(200);
  });

  test("wants an active organization where it is about one, and the role", async () => {
    const nora = await apiHeaders(site, { userId: NORA.id, orgId: null });
    expect(await problemOf(await site.fetch(USERS, { headers: nora }))).toEqual([400, "no_active_org", true]);
    expect(await problemOf(await site.fetch(USERS, { headers: milo }))).toEqual([403, "forbidden", true]);
  });

  test("answers 409 to whoever expects another organization, foreign or absent alike", async () => {
    const names = ["globex", GLOBEX.id, "nowhere", "org_nowhere", "ACME"];
    for (const path of ROUTES) {
      for (const name of names) {
        const byHeader = { headers: { ...ada, "expected-organization": name } };
        const answers = [
          await site.fetch(path, byHeader),
          await site.fetch(`${path}?organization=${name}`, { headers: ada }),
        ];
        for (const answer of answers) {
          expect(await problemOf(answer), `${path} for ${name}`).toEqual([409, "wrong_organization", true]);
        }
      }
      for (const name of ["acme", ACME.id]) {
        const headers = { ...ada, "expected-organization": name };
        expect((await site.fetch(`${path}?organization=${name}`, { headers })).status).toBe(200);
      }
    }
  });

  test("never switches the organization, whatever an address says", async () => {
    const response = await site.fetch(`${USERS}?organization=globex`, { headers: { ...ada, ...DOCUMENT } });
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.status).toBe(409);
  });

  test("says which methods it serves, and 404 where there is nothing", async () => {
    const own = { ...ada, origin: site.origin };
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const body = JSON.stringify({ organizationId: GLOBEX.id });
      const response = await site.fetch(ME, { method, headers: own, body });
      expect(response.headers.get("allow")).toBe("GET, HEAD");
      expect(await problemOf(response)).toEqual([405, "method_not_allowed", true]);
      expect(await problemOf(await site.fetch(ME, { method, headers: ada, body }))).toEqual([
        403,
        "cross_site",
        true,
      ]);
    }
    expect(await problemOf(await site.fetch(ME, { method: "PROPFIND", headers: own }))).toEqual([
      405,
      "method_not_allowed",
      true,
    ]);
    for (const path of ["/api", "/api/", "/api/nothing", "/%61pi/nothing"]) {
      for (const headers of [ada, FETCH, DOCUMENT]) {
        expect(await problemOf(await site.fetch(path, { headers })), path).toEqual([404, "not_found", true]);
      }
    }
    expect((await site.fetch(ME, { method: "HEAD", headers: ada })).status).toBe(200);
    expect((await site.fetch("/%61pi/me", { headers: ada })).status).toBe(200);
  });

  test("answers in kind when a body is too long", async () => {
    const headers = { ...ada, origin: site.origin };
    const body = "x".repeat(300 * 1024);
    expect(await problemOf(await site.fetch(ME, { method: "POST", headers, body }))).toEqual([
      413,
      "too_large",
      true,
    ]);
  });
});
