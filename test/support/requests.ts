import type { Site } from "#test/support/site.ts";

export type Headers = Record<string, string>;

/** The headers of a browser that opens an address in a tab. */
export const DOCUMENT: Headers = {
  accept: "text/html,application/xhtml+xml",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "sec-fetch-site": "none",
};

export function cookieHeader(cookies: Record<string, string>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
}

/** What signed-in browsers send: `asPerson(site, { userId, orgId })` gives headers with their cookies. */
export async function asPerson(
  site: Site,
  session: Parameters<Site["clerk"]["sessionFor"]>[0],
): Promise<Headers> {
  const { cookies } = await site.clerk.sessionFor(session);
  return { ...DOCUMENT, cookie: cookieHeader(cookies) };
}

/** A browser's cookies less the one by which the server renews a session without a redirect. */
export function withoutRefresh(cookies: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(cookies).filter(([name]) => !name.startsWith("__refresh")));
}

/** Sends a form as a browser does from a page of the site. */
export function postForm(
  site: Site,
  path: string,
  { headers, fields }: { headers: Headers; fields: Headers },
) {
  return site.fetch(path, {
    method: "POST",
    headers: {
      ...headers,
      origin: site.origin,
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(fields).toString(),
  });
}

/** A browser's memory of cookies, for one origin: what is set is sent, what is expired is forgotten. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  constructor(cookies: Record<string, string> = {}) {
    for (const [name, value] of Object.entries(cookies)) this.#cookies.set(name, value);
  }

  get header(): string {
    return cookieHeader(Object.fromEntries(this.#cookies));
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  store(setCookies: readonly string[]): void {
    for (const setCookie of setCookies) {
      const [pair = "", ...attributes] = setCookie.split(/;\s*/);
      const at = pair.indexOf("=");
      const name = pair.slice(0, at);
      const gone = attributes.some((attribute) => /^max-age=(0|-\d+)$/i.test(attribute));
      if (gone) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(at + 1));
    }
  }
}

const MOST_REDIRECTS = 10;

/**
 * Opens an address as a browser tab would: cookies kept, redirects followed, those to the Frontend API sent
 * through the site's own proxy. Answers the last response and the addresses passed.
 */
export async function visit(site: Site, path: string, jar: CookieJar) {
  const passed: string[] = [];
  let next = path;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const response = await site.fetch(next, { headers: { ...DOCUMENT, cookie: jar.header } });
    jar.store(response.headers.getSetCookie());
    const location = response.headers.get("location");
    if (location === null || response.status < 300 || response.status >= 400) return { response, passed };
    const target = new URL(location, `${site.origin}${next}`);
    if (target.origin !== site.origin) throw new Error(`a redirect leaves the site: ${target.origin}`);
    next = `${target.pathname}${target.search}`;
    passed.push(next);
  }
  throw new Error(`more than ${MOST_REDIRECTS} redirects from ${path}: ${passed.join(" → ")}`);
}
