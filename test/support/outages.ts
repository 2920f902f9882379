import { expect } from "vitest";
import { ACME, ADA } from "#test/support/people.ts";
import { CookieJar, DOCUMENT, postForm, withoutRefresh, type Headers } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";

type Fault = NonNullable<Parameters<Site["clerk"]["fault"]>[0]>;

/** How either of Clerk's APIs can be broken; it can also be slow or silent. */
export const FAILURES = [
  "down",
  "error-500",
  "html-503",
  "rate-limited",
  "junk",
] as const satisfies Fault["kind"][];

export const DASHBOARD = "/orgs/acme/dashboard";

type Held = {
  /** A token is good for 60 seconds. */
  readonly ageSeconds?: number;
  readonly refresh?: boolean;
  readonly secondsPerAnswer?: number;
  readonly userId?: string;
  readonly orgId?: string;
};

/** A browser in which Ada is signed in to Acme, if nobody else is. */
export async function browserOf(site: Site, held: Held = {}): Promise<CookieJar> {
  const { refresh = true, secondsPerAnswer = 0, ...wanted } = held;
  const { cookies } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id, ...wanted });
  return new CookieJar(refresh ? cookies : withoutRefresh(cookies), { secondsPerAnswer });
}

/** A browser whose token has expired and that no server refresh can help. */
export function expiredBrowser(site: Site, secondsPerAnswer = 0): Promise<CookieJar> {
  return browserOf(site, { ageSeconds: 90, refresh: false, secondsPerAnswer });
}

/** Breaks one of Clerk's APIs, until the stand-in is reset. */
export async function breakDown(site: Site, { api, kind }: Pick<Fault, "api" | "kind">): Promise<void> {
  await site.clerk.fault({ api, kind, delayMs: 400 });
  await site.clerk.clearRequests();
}

/** The paths of calls to the Backend API since then; sessions go without their ids. */
export async function backendCalls(site: Site): Promise<string[]> {
  const requests = await site.clerk.requests();
  return requests.filter(({ api }) => api === "backend").map(({ path }) => path.replace(/sess_\w+/, "…"));
}

export function open(site: Site, path: string, jar: CookieJar) {
  return site.fetch(path, { headers: { ...DOCUMENT, cookie: jar.header } });
}

/** Sends a form of Acme's dashboard. */
export function send(site: Site, jar: CookieJar, fields: Headers) {
  const headers = { ...DOCUMENT, cookie: jar.header };
  return postForm(site, DASHBOARD, { headers, fields });
}

/** Where "Try again" leads, on the page that says that sign-in is unavailable; fails on any other page. */
export async function wayOn(response: Awaited<ReturnType<Site["fetch"]>>): Promise<string> {
  const html = await response.text();
  expect(response.status, html).toBe(503);
  expect(html).toContain("Sign-in is unavailable right now</h1>");
  expect(response.headers.get("retry-after")).toBe("10");
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  return /<a href="([^"]*)">Try again</.exec(html)?.[1] ?? "";
}
