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

type SentForm = { readonly headers: Headers; readonly fields: Headers };

/** A form as a browser sends it from a page of the site. */
export function formRequest({ origin }: Site, { headers, fields }: SentForm) {
  return {
    method: "POST",
    headers: {
      ...headers,
      origin,
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(fields).toString(),
  };
}

export function postForm(site: Site, path: string, form: SentForm) {
  return site.fetch(path, formRequest(site, form));
}

type HeldCookie = {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly secondsLeft: number;
};

/**
 * A browser's memory of cookies, for one origin: what is set is sent to the paths it was set for (RFC 6265), what
 * has expired is forgotten. Its clock stands still but for the seconds that each answer takes.
 */
export class CookieJar {
  readonly #cookies = new Map<string, HeldCookie>();
  readonly #secondsPerAnswer: number;

  constructor(cookies: Record<string, string> = {}, { secondsPerAnswer = 0 } = {}) {
    this.#secondsPerAnswer = secondsPerAnswer;
    for (const [name, value] of Object.entries(cookies)) this.set(name, value);
  }

  /** Another browser that holds the same. */
  copy(): CookieJar {
    const copy = new CookieJar({}, { secondsPerAnswer: this.#secondsPerAnswer });
    for (const cookie of this.#cookies.values()) copy.#hold(cookie);
    return copy;
  }

  /** What is sent to every path of the site. */
  get header(): string {
    return this.headerFor("/");
  }

  /** What is sent to that path, longer paths first. */
  headerFor(pathname: string): string {
    return [...this.#cookies.values()]
      .filter(({ path }) => matchesPath(pathname, path))
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
  }

  /** The cookie of that name that is set for the whole site. */
  get(name: string): string | undefined {
    return this.#cookies.get(keyOf(name, "/"))?.value;
  }

  /** A cookie for the whole site, until it is taken away. */
  set(name: string, value: string): void {
    this.#hold({ name, value, path: "/", secondsLeft: Number.POSITIVE_INFINITY });
  }

  /** Takes the `Set-Cookie` headers of an answer to a request for `pathname`. */
  store(setCookies: readonly string[], pathname = "/"): void {
    for (const setCookie of setCookies) {
      const [pair = "", ...attributes] = setCookie.split(/;\s*/);
      const at = pair.indexOf("=");
      const given = Object.fromEntries(attributes.map(parseAttribute));
      this.#hold({
        name: pair.slice(0, at),
        value: pair.slice(at + 1),
        path: given["path"]?.startsWith("/") === true ? given["path"] : defaultPath(pathname),
        secondsLeft: Number(given["max-age"] ?? Number.POSITIVE_INFINITY),
      });
    }
    for (const cookie of this.#cookies.values()) {
      this.#hold({ ...cookie, secondsLeft: cookie.secondsLeft - this.#secondsPerAnswer });
    }
  }

  #hold(cookie: HeldCookie): void {
    const key = keyOf(cookie.name, cookie.path);
    if (cookie.secondsLeft > 0) this.#cookies.set(key, cookie);
    else this.#cookies.delete(key);
  }
}

function keyOf(name: string, path: string): string {
  return `${name} ${path}`;
}

function parseAttribute(attribute: string): [name: string, value: string] {
  const [name = "", value = ""] = attribute.split("=", 2);
  return [name.toLowerCase(), value];
}

/** The folder of the path that set it (RFC 6265, 5.1.4): what a cookie without a Path is for. */
function defaultPath(pathname: string): string {
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf("/")));
}

function matchesPath(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`);
}

const MOST_REDIRECTS = 20;

/**
 * Opens an address as a browser tab would: cookies kept, redirects followed, those to the Frontend API sent
 * through the site's own proxy. Answers the last response and the addresses passed.
 */
export async function visit(site: Site, path: string, jar: CookieJar) {
  const passed: string[] = [];
  let next = path;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const { pathname } = new URL(next, site.origin);
    const response = await site.fetch(next, { headers: { ...DOCUMENT, cookie: jar.headerFor(pathname) } });
    jar.store(response.headers.getSetCookie(), pathname);
    const location = response.headers.get("location");
    if (location === null || response.status < 300 || response.status >= 400) return { response, passed };
    const target = new URL(location, `${site.origin}${next}`);
    if (target.origin !== site.origin) throw new Error(`a redirect leaves the site: ${target.origin}`);
    next = `${target.pathname}${target.search}`;
    passed.push(next);
  }
  throw new Error(`more than ${MOST_REDIRECTS} redirects from ${path}: ${passed.join(" → ")}`);
}
