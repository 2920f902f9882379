import { clerkFrontendApiProxy } from "@clerk/backend/proxy";
import type { ClientJSON } from "@clerk/shared/types";
import { JWT_KEY, type Reachable, SECRET_KEY } from "./stand-in.ts";

/** The frames in which the Frontend API answers; what is inside is for tests to look at. */
export type Envelope = {
  readonly id?: string;
  readonly jwt?: string;
  readonly response?: Record<string, unknown> | null;
  readonly client?: ClientJSON | null;
  readonly errors?: readonly { readonly code: string; readonly meta: object }[];
};

export type Answer = { readonly status: number; readonly json: Envelope };

type Fields = Readonly<Record<string, string>>;

/** What a form sends: files make it `multipart/form-data`, as in clerk-js. */
type Form = Readonly<Record<string, string | Blob>>;

type WantedSession = Parameters<Reachable["rpc"]["sessionFor"]>[0];

/** A browser in which a person is signed in. */
export async function browserFor(standIn: Reachable, wanted: WantedSession): Promise<Browser> {
  const { cookies, sessionId } = await standIn.rpc.sessionFor(wanted);
  const browser = new Browser(standIn, cookies);
  browser.sessionId = sessionId;
  return browser;
}

/** The same with an expired token and nothing to renew it by but a handshake. */
export async function expiredBrowserFor(standIn: Reachable, wanted: WantedSession): Promise<Browser> {
  const browser = await browserFor(standIn, { ageSeconds: 300, ...wanted });
  browser.jar.delete(`__refresh_${standIn.suffix}`);
  return browser;
}

const PROXY_PATH = "/__clerk";
const MAX_HOPS = 8;

/**
 * A browser on the site: a cookie jar, clerk-js's part of the work, and a site that has nothing but the real
 * SDK, `authenticateRequest` for its pages and `clerkFrontendApiProxy` under `/__clerk`.
 */
export class Browser {
  readonly jar = new Map<string, string>();
  readonly #standIn: Reachable;
  /** What the site's server asks a handshake for; a `token` is what SDKs before nonces asked for. */
  handshakeFormat: "nonce" | "token" = "nonce";
  /** The active session, as clerk-js names it with its calls. */
  sessionId: string | null = null;

  constructor(standIn: Reachable, cookies: Fields = {}) {
    this.#standIn = standIn;
    for (const [name, value] of Object.entries(cookies)) this.jar.set(name, value);
  }

  /** What clerk-js does first: a development browser asks for its token. */
  async boot(): Promise<void> {
    if (this.#standIn.keys === "live") return;
    const { json } = await this.call("POST", "/dev_browser");
    this.#setTwice("__clerk_db_jwt", json.id ?? "");
  }

  /** A call as clerk-js makes it, through the site's proxy. Adopts the client that comes back. */
  async call(method: string, path: string, fields: Form | URLSearchParams = {}): Promise<Answer> {
    const response = await this.#proxied(this.#frontendUrl(method, path), method, fields);
    const json = await response.json<Envelope>();
    if (json.client !== undefined && json.client !== null) this.#adopt(json.client);
    return { status: response.status, json };
  }

  /** Opens a link to the Frontend API, as a mail has one; where it sends the browser is not followed. */
  async open(
    link: string,
  ): Promise<{ readonly status: number; readonly to: URL | null; readonly text: string }> {
    const response = await this.#proxied(link, "GET", {});
    const location = response.headers.get("location");
    return {
      status: response.status,
      to: location === null ? null : new URL(location),
      text: await response.text(),
    };
  }

  /** Opens a page: follows every redirect of the SDK and of the stand-in; the last answer's auth. */
  async visit(path: string) {
    let url = new URL(path, this.#standIn.appOrigin).href;
    const hops: string[] = [];
    for (let hop = 0; hop < MAX_HOPS; hop += 1) {
      const state = await this.#page(url);
      this.#keep(state.headers);
      const location = state.headers.get("location");
      if (location === null) return { state, auth: state.toAuth(), hops };
      hops.push(location);
      url = location.includes(`${PROXY_PATH}/v1/`) ? await this.#followProxied(location) : location;
    }
    throw new Error(`a circle of redirects: ${hops.join(" → ")}`);
  }

  #page(url: string) {
    const headers = { cookie: this.#cookies(), "sec-fetch-dest": "document", accept: "text/html" };
    return this.#standIn.sdk.authenticateRequest(new Request(url, { headers }), {
      jwtKey: JWT_KEY,
      authorizedParties: [this.#standIn.appOrigin],
      proxyUrl: `${this.#standIn.appOrigin}${PROXY_PATH}`,
      organizationSyncOptions: {
        organizationPatterns: ["/orgs/:slug", "/orgs/:slug/(.*)"],
        personalAccountPatterns: ["/me", "/me/(.*)"],
      },
    });
  }

  async #followProxied(location: string): Promise<string> {
    const url = new URL(location);
    if (this.handshakeFormat === "token") url.searchParams.delete("format");
    const response = await this.#proxied(url.href, "GET", {});
    const next = response.headers.get("location");
    if (next === null) throw new Error(`no way back from ${location}: ${await response.text()}`);
    return next;
  }

  async #proxied(url: string, method: string, fields: Form | URLSearchParams): Promise<Response> {
    const hasBody = method !== "GET";
    const request = new Request(url, {
      method: hasBody ? "POST" : "GET",
      headers: { cookie: this.#cookies() },
      ...(hasBody && { body: bodyOf(fields) }),
    });
    const response = await clerkFrontendApiProxy(request, {
      fapiUrl: this.#standIn.url,
      publishableKey: this.#standIn.publishableKey,
      secretKey: SECRET_KEY,
    });
    this.#keep(response.headers);
    return response;
  }

  #frontendUrl(method: string, path: string): string {
    const url = new URL(`${PROXY_PATH}/v1${path}`, this.#standIn.appOrigin);
    const devBrowser = this.jar.get("__clerk_db_jwt");
    if (devBrowser !== undefined) url.searchParams.set("__clerk_db_jwt", devBrowser);
    if (this.sessionId !== null) url.searchParams.set("_clerk_session_id", this.sessionId);
    if (method !== "GET" && method !== "POST") url.searchParams.set("_method", method);
    return url.href;
  }

  /** What clerk-js does with a client: the token cookies, and in development when it signed in. */
  #adopt(client: ClientJSON): void {
    const session = client.sessions[0];
    this.sessionId = session?.id ?? null;
    if (session === undefined) this.#drop("__session");
    else this.#setTwice("__session", session.last_active_token.jwt);
    if (this.#standIn.keys === "live") return;
    this.#setTwice("__client_uat", String(session === undefined ? 0 : Math.floor(client.updated_at / 1000)));
  }

  #setTwice(name: string, value: string): void {
    this.jar.set(name, value);
    this.jar.set(`${name}_${this.#standIn.suffix}`, value);
  }

  #drop(name: string): void {
    this.jar.delete(name);
    this.jar.delete(`${name}_${this.#standIn.suffix}`);
  }

  #keep(headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      const [pair = "", ...attributes] = cookie.split("; ");
      const name = pair.slice(0, pair.indexOf("="));
      if (attributes.includes("Max-Age=0")) this.jar.delete(name);
      else this.jar.set(name, pair.slice(name.length + 1));
    }
  }

  #cookies(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}

function bodyOf(fields: Form | URLSearchParams): FormData | URLSearchParams {
  if (fields instanceof URLSearchParams) return fields;
  const form = new FormData();
  const plain = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    form.append(name, value);
    if (typeof value === "string") plain.append(name, value);
  }
  return plain.size === Object.keys(fields).length ? plain : form;
}
