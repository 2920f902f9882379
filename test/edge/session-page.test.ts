import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { factOf } from "#test/support/html.ts";
import { ACME, ADA, NORA } from "#test/support/people.ts";
import {
  asPerson,
  cookieHeader,
  CookieJar,
  DOCUMENT,
  visit,
  withoutRefresh,
} from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

let site: Site;

beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
});
afterAll(() => site.dispose());

async function callsToClerk(): Promise<string[]> {
  return (await site.clerk.requests()).map(({ api, path }) => `${api} ${path}`);
}

describe("a person's session page", () => {
  test("tells what the token says, how it came and what comes next, without switching anything", async () => {
    const { cookies, token, suffix } = await site.clerk.sessionFor({
      userId: ADA.id,
      orgId: ACME.id,
      ageSeconds: 20,
    });
    await site.clerk.clearRequests();
    const { response, passed } = await visit(site, "/me/session", new CookieJar(cookies));
    const html = await response.text();
    expect([response.status, passed], html).toEqual([200, []]);
    expect(factOf(html, "Came by")).toBe("session cookie");
    expect(Number(factOf(html, "Age")?.split(" ")[0])).toBeGreaterThanOrEqual(20);
    expect(Number(factOf(html, "Time left")?.split(" ")[0])).toBeLessThanOrEqual(40);
    expect(factOf(html, "Next")).toMatch(/clerk-js asks for a new token in about 2\d s/);
    expect(factOf(html, "Organization")).toBe(`acme · ${ACME.id}`);
    expect(factOf(html, "Role")).toBe("Admin");
    expect(factOf(html, "Permissions")).toBe("org:tasks:manage, org:posts:publish, org:reports:export");
    expect(factOf(html, "sub")).toBe(ADA.id);
    expect(factOf(html, "Clerk(?:'|&#39;)s cookies")).toContain(`__session, __session_${suffix}`);
    expect(await callsToClerk()).toEqual([]);
    for (const part of token.split(".")) expect(html).not.toContain(part);
  });

  test("tells a token that was renewed on the server, or by a handshake, from one that was still good", async () => {
    const expired = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id, ageSeconds: 600 });
    const renewed = await visit(site, "/me/session", new CookieJar(expired.cookies));
    expect(factOf(await renewed.response.text(), "Came by")).toBe("server refresh");
    const handshaken = await visit(site, "/me/session", new CookieJar(withoutRefresh(expired.cookies)));
    expect(handshaken.passed).toHaveLength(2);
    expect(factOf(await handshaken.response.text(), "Came by")).toBe("handshake");
    const bearer = await site.fetch("/me/session", { headers: { authorization: `Bearer ${await fresh()}` } });
    expect(factOf(await bearer.text(), "Came by")).toBe("authorization header");
  });

  test("shows a pending session what it waits for", async () => {
    const pending = await asPerson(site, { userId: NORA.id, status: "pending" });
    const html = await (await site.fetch("/me/session", { headers: pending })).text();
    expect(html).toContain("Clerk waits for one to be chosen");
  });

  test("is nobody else's", async () => {
    const response = await site.fetch("/me/session", { headers: DOCUMENT });
    expect([response.status, response.headers.get("location")]).toEqual([
      303,
      `/sign-in?redirect_url=${encodeURIComponent("/me/session")}`,
    ]);
  });
});

async function fresh(): Promise<string> {
  return (await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id })).token;
}

describe("what a page tells of a session", () => {
  const PAGES = ["/", "/me/session", "/profile", "/orgs/acme/dashboard"];

  test("is a fixed set of claims, whatever else the instance puts into its tokens", async () => {
    const { sessionId, cookies, suffix } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const extra = {
      email: "claim-canary@acme.example",
      metadata: { private: "CLAIM_CANARY" },
      roles: ["CLAIM_CANARY"],
    };
    const token = await site.clerk.tokenFor({ sessionId, claims: extra });
    const headers = {
      ...DOCUMENT,
      cookie: cookieHeader({ ...cookies, __session: token, [`__session_${suffix}`]: token }),
    };
    for (const page of PAGES) {
      const html = await (await site.fetch(page, { headers })).text();
      const data = /id="__CLERK_ASTRO_DATA__"[^>]*>([^<]*)</.exec(html)?.[1] ?? "";
      const { sessionClaims } = JSON.parse(data) as { sessionClaims: object };
      expect(Object.keys(sessionClaims).toSorted(), page).toEqual(
        "azp exp fea fva iat iss jti nbf o sid sts sub v".split(" "),
      );
      expect(html, page).not.toMatch(/claim.canary/i);
    }
  });

  test("never holds private metadata, and costs one call where the person's record is read", async () => {
    const ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
    await site.clerk.clearRequests();
    const html = await (await site.fetch("/profile", { headers: ada })).text();
    expect(html).toContain("Hello, Ada");
    expect(html).toContain("ada@acme.example");
    expect(html).not.toContain("private-note-on-ada");
    expect(await callsToClerk()).toEqual([`backend /v1/users/${ADA.id}`]);
  });

  test("is nothing for a token that was refused here, though Clerk's SDK took it", async () => {
    const { sessionId, cookies, suffix } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const token = await site.clerk.tokenFor({ sessionId, claims: { v: 1 } });
    const headers = {
      ...DOCUMENT,
      cookie: cookieHeader({ ...cookies, __session: token, [`__session_${suffix}`]: token }),
    };
    const html = await (await site.fetch("/", { headers })).text();
    expect(html).not.toContain(ADA.id);
    expect(html).toContain("Get started");
  });
});
