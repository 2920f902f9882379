import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA, GLOBEX } from "#test/support/people.ts";
import { CookieJar, DOCUMENT, postForm, visit, type Headers } from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";

const FETCH: Headers = { accept: "*/*", "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin" };
const ELSEWHERE = [
  "/orgs/globex/dashboard",
  `/orgs/${GLOBEX.id}/dashboard`,
  "/orgs/nowhere/dashboard",
  "/me",
];

describe.each<Keys>(["live", "test"])("with pk_%s keys, the active organization", (keys) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite({ keys });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  });
  afterAll(() => site.dispose());

  async function inAcme(ageSeconds = 0): Promise<CookieJar> {
    const { cookies } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id, ageSeconds });
    await site.clerk.clearRequests();
    return new CookieJar(cookies);
  }

  async function handshakes(): Promise<number> {
    const requests = await site.clerk.requests();
    return requests.filter(({ path }) => path === "/v1/client/handshake").length;
  }

  /** What the session's own page says, which switches nothing. */
  async function activeOrganization(jar: CookieJar): Promise<string> {
    const html = await (await visit(site, "/me/session", jar)).response.text();
    return /<dt[^>]*>Organization<\/dt>\s*<dd[^>]*>\s*([\w-]+)/.exec(html)?.[1] ?? "none";
  }

  test("is that of the address, and none on a personal page", async () => {
    const jar = await inAcme();
    await visit(site, "/orgs/globex/dashboard", jar);
    expect(await activeOrganization(jar)).toBe("globex");
    await visit(site, "/me", jar);
    expect(await activeOrganization(jar)).toBe("none");
    await visit(site, "/orgs/acme/dashboard", jar);
    expect(await activeOrganization(jar)).toBe("acme");
  });

  test("stays as it is on the session's own page and on pages of no organization", async () => {
    const jar = await inAcme();
    for (const path of ["/me/session", "/dashboard", "/profile", "/", "/sign-in", "/nothing"]) {
      expect((await visit(site, path, jar)).passed).toEqual([]);
    }
    expect(await handshakes()).toBe(0);
    expect(await activeOrganization(jar)).toBe("acme");
  });

  test.each([0, 3600])("is never switched by a fetch, with a token of %i seconds", async (ageSeconds) => {
    const jar = await inAcme(ageSeconds);
    for (const path of ELSEWHERE) {
      const response = await site.fetch(path, { headers: { ...FETCH, cookie: jar.header } });
      jar.store(response.headers.getSetCookie(), path);
      expect([200, 303], path).toContain(response.status);
      expect(response.headers.get("location") ?? "", path).not.toContain("/__clerk/");
    }
    expect(await handshakes()).toBe(0);
    expect(await activeOrganization(jar)).toBe("acme");
  });

  test("is never switched by a form", async () => {
    const jar = await inAcme();
    for (const path of ELSEWHERE) {
      for (const org of [ACME.id, GLOBEX.id, "org_nowhere"]) {
        const headers = { ...DOCUMENT, cookie: jar.header };
        const response = await postForm(site, path, {
          headers,
          fields: { org, act: "create", title: "New" },
        });
        jar.store(response.headers.getSetCookie(), path);
        const status = path === "/me" ? 405 : org === ACME.id ? 303 : 409;
        expect(response.status, `${path} for ${org}`).toBe(status);
      }
    }
    expect(await handshakes()).toBe(0);
    expect(await activeOrganization(jar)).toBe("acme");
  });

  test("of a form that comes with a nonce nobody knows is the session's, and the form is done", async () => {
    const jar = await inAcme();
    jar.set("__clerk_handshake_nonce", "made-up");
    const headers = { ...DOCUMENT, cookie: jar.header };
    const fields = { org: ACME.id, act: "create", title: `Beside a nonce, ${keys}` };
    const response = await postForm(site, "/orgs/acme/dashboard", { headers, fields });
    expect(response.headers.get("location")).toBe("/orgs/acme/dashboard?notice=added");
    const { results } = await site.database
      .prepare("select org_id from tasks where title = ?")
      .bind(fields.title)
      .all();
    expect(results).toEqual([{ org_id: ACME.id }]);
  });
});

test("a page that no address leads to is not there, for a form neither", async () => {
  const site = await startSite();
  const page = await site.fetch("/unsent-form", { headers: DOCUMENT });
  const form = await postForm(site, "/unsent-form", { headers: DOCUMENT, fields: { title: "Typed" } });
  for (const response of [page, form]) {
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("There is nothing here</h1>");
  }
  await site.dispose();
});
