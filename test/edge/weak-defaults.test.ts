import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import {
  asPerson,
  cookieHeader,
  DOCUMENT,
  type Headers,
  postForm,
  withoutRefresh,
} from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";

/*
 * What the stock stack does with these inputs and must not: each test fails when the site's own guard is taken
 * away.
 */

const PAGE = "/orgs/acme/dashboard";
const TYPED = { org: ACME.id, act: "create", title: "Typed" };

const segment = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwtOf = (header: unknown, payload: unknown) => `${segment(header)}.${segment(payload)}.c2ln`;

/** Each is a JWT to a careless eye, and makes Clerk's SDK throw or ask for a key. */
const MALFORMED = [
  jwtOf({ alg: "RS256" }, null),
  jwtOf(null, {}),
  jwtOf([], []),
  jwtOf({ alg: "RS256" }, "text"),
  jwtOf({ alg: "RS256" }, 7),
  "e30.e30",
  "..",
  "a.b.c",
];

describe.each<Keys>(["live", "test"])("with pk_%s keys", (keys) => {
  let site: Site;
  /** What every browser of a development instance has beside its session. */
  let browser: Record<string, string>;
  let suffix: string;
  let ada: Headers;
  beforeAll(async () => {
    site = await startSite({ keys });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 4 }), () => {});
    const session = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    suffix = session.suffix;
    browser = Object.fromEntries(
      Object.entries(session.cookies).filter(([name]) => name.startsWith("__clerk_db_jwt")),
    );
    ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  });
  afterAll(() => site.dispose());

  const expired = async (userId = ADA.id) =>
    withoutRefresh((await site.clerk.sessionFor({ userId, orgId: ACME.id, ageSeconds: 600 })).cookies);

  test.each([
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-host": "a:1@evil.example" },
    { "x-forwarded-proto": "javascript" },
    { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" },
  ])("a handshake leads back to the configured origin, whatever %j says", async (headers) => {
    const cookie = cookieHeader(await expired());
    const response = await site.fetch(PAGE, { headers: { ...DOCUMENT, ...headers, cookie } });
    expect(response.status).toBe(307);
    const location = new URL(response.headers.get("location") ?? "");
    expect(location.origin).toBe(site.origin);
    expect(location.searchParams.get("redirect_url")).toBe(`${site.origin}${PAGE}`);
    const everything = JSON.stringify([...response.headers]) + (await response.text());
    expect(everything).not.toMatch(/evil\.example|javascript:/);
  });

  test.each(MALFORMED)(
    "a malformed token is nobody's in a cookie and refused as a bearer: %s",
    async (bad) => {
      const uat = { __client_uat: "1700000000", [`__client_uat_${suffix}`]: "1700000000" };
      for (const name of ["__session", `__session_${suffix}`, "__session ", "__clerk_handshake"]) {
        const cookie = cookieHeader({ ...browser, ...uat, [name]: bad });
        const page = await site.fetch(PAGE, { headers: { cookie } });
        expect([page.status, page.headers.get("location")], name).toEqual([
          303,
          `/sign-in?redirect_url=${encodeURIComponent(PAGE)}`,
        ]);
        expect((await postForm(site, PAGE, { headers: { cookie }, fields: TYPED })).status, name).toBe(401);
      }
      const bearer = await site.fetch(PAGE, { headers: { authorization: `Bearer ${bad}` } });
      expect(bearer.status).toBe(401);
    },
  );

  test("tokens that anybody can make up cost no call to Clerk", async () => {
    await site.clerk.clearRequests();
    for (let turn = 0; turn < 50; turn += 1) {
      const stranger = jwtOf({ alg: "RS256", kid: `ins_${turn}`, typ: "JWT" }, { sub: "user_1", exp: 4e9 });
      const requests: Headers[] = [
        { cookie: cookieHeader({ ...browser, __session: stranger, __client_uat: "1" }) },
        ...[stranger, `ak_${turn}`, `oat_${turn}`, `mt_${turn}`].map((token) => ({
          authorization: `Bearer ${token}`,
        })),
      ];
      for (const headers of requests) {
        expect((await site.fetch(PAGE, { headers })).status).toBeLessThan(500);
      }
    }
    expect(await site.clerk.requests()).toEqual([]);
  });

  test("no form is sent on: what a form is answered leads nowhere else, and by GET alone", async () => {
    const { cookies } = await site.clerk.sessionFor({ userId: MILO.id, orgId: null });
    const callers = [{}, await expired(), cookies, { ...browser, __client_uat: "0" }];
    const paths = [
      PAGE,
      "/orgs/nowhere/dashboard",
      "/orgs/%61cme/dashboard",
      `${PAGE}?__clerk_handshake_nonce=made-up`,
      "/me",
      "//evil.example/",
    ];
    for (const caller of callers) {
      for (const path of paths) {
        const headers = { ...DOCUMENT, cookie: cookieHeader(caller) };
        const response = await postForm(site, path, { headers, fields: TYPED });
        const location = response.headers.get("location");
        expect([307, 308], `${path} as ${Object.keys(caller).join()}`).not.toContain(response.status);
        if (location !== null) expect(new URL(location, `${site.origin}${path}`).origin).toBe(site.origin);
      }
    }
  });

  test("no answer may be kept by anybody, and every page says in which letters it is written", async () => {
    const late = { ...DOCUMENT, cookie: cookieHeader(await expired()) };
    const post = (headers: Headers, fields: Headers = TYPED) => postForm(site, PAGE, { headers, fields });
    const answers = {
      page: await site.fetch(PAGE, { headers: ada }),
      "public page": await site.fetch("/", { headers: { cookie: cookieHeader(browser) } }),
      "sign in": await site.fetch(PAGE),
      handshake: await site.fetch(PAGE, { headers: late }),
      "written form": await post(ada),
      "kept form": await post(late),
      "shown form": await post({}),
      "form of another organization": await post(ada, { ...TYPED, org: "org_other" }),
      unauthorized: await site.fetch(PAGE, { headers: { authorization: "Bearer x" } }),
      "another site's form": await post({ ...ada, origin: "https://evil.example" }),
      "no such page": await site.fetch("/nothing", { headers: ada }),
      "no such method": await site.fetch(PAGE, { method: "PUT", headers: ada }),
      "another spelling": await site.fetch("/orgs/%61cme"),
      "Frontend API": await site.fetch("/__clerk/v1/environment"),
    };
    for (const [name, { status, headers }] of Object.entries(answers)) {
      expect([status, headers.get("cache-control")], name).toEqual([status, "private, no-store"]);
      const type = headers.get("content-type") ?? "";
      if (type.startsWith("text/")) expect(type, name).toMatch(/; charset=utf-8$/i);
      expect(
        [...headers.keys()].filter((key) => /^(access-control-|x-clerk-)/.test(key)),
        name,
      ).toEqual([]);
    }
    // Which Clerk's SDK adds to a page without charset alone.
    expect((await answers.page.text()).split("__CLERK_ASTRO_DATA__")).toHaveLength(2);
  });
});

test.each<Keys>(["live", "test"])(
  "a good session needs nothing of a Backend API in trouble, from a site's first request on (pk_%s)",
  async (keys) => {
    // The SDK keeps a key set that it has fetched once: a site of its own has none.
    const site = await startSite({ keys });
    for (const kind of ["hang", "down", "error-500", "html-503", "rate-limited"] as const) {
      await site.clerk.fault({ api: "backend", kind });
      const headers = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
      const startMs = performance.now();
      const response = await site.fetch("/dashboard", { headers });
      expect([response.status, performance.now() - startMs < 2000], kind).toEqual([200, true]);
      expect(await response.text()).toContain(ADA.id);
    }
    expect(await site.clerk.requests()).toEqual([]);
    await site.dispose();
  },
);
