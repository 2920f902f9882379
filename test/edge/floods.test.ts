import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { mostLetThrough } from "#test/support/rate-limits.ts";
import { asPerson, cookieHeader, DOCUMENT, type Headers } from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";

const DASHBOARD = "/orgs/acme/dashboard";
const FLOOD = 1000;
/** Enough to go over the limit. */
const SOME = 60;
const AT_ONCE = 20;
const NONCE = "__clerk_handshake_nonce";
const CLERK_CALLS = { limit: 10, periodMs: 10_000 };

type Cookies = Record<string, string>;
type Sent = { readonly path?: string; readonly headers: Headers };
type Answer = {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
};

/** The statuses of `count` requests, a few of them at once; bodies are read, as a browser does. */
async function flood(site: Site, count: number, request: (turn: number) => Sent) {
  const answers: Answer[] = [];
  let turn = 0;
  const worker = async () => {
    while (turn < count) {
      const { path = DASHBOARD, headers } = request(turn++);
      const response = await site.fetch(path, { headers: { ...DOCUMENT, ...headers } });
      await response.arrayBuffer();
      const { status } = response;
      answers.push({
        status,
        location: response.headers.get("location"),
        retryAfter: response.headers.get("retry-after"),
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

function statuses(answers: readonly Answer[]): number[] {
  return [...new Set(answers.map(({ status }) => status))].toSorted((a, b) => a - b);
}

function encode(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString("base64url");
}

/** A session token as anybody can write one, each with a key of its own. */
function forgedToken(turn: number): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const header = { alg: "RS256", typ: "JWT", kid: `ins_${turn}` };
  const claims = {
    sub: ADA.id,
    sid: `sess_${turn}`,
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + 60,
    v: 2,
  };
  return `${encode(header)}.${encode(claims)}.${"A".repeat(342)}`;
}

test.each<Keys>(["live", "test"])(
  "a hundred page views with a good token cost no call to Clerk, with pk_%s keys",
  async (keys) => {
    const site = await startSite({ keys });
    try {
      await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
      const people = await Promise.all(
        [ADA, MILO].map(({ id }) => asPerson(site, { userId: id, orgId: ACME.id })),
      );
      await site.clerk.clearRequests();
      const pages = [DASHBOARD, "/", "/dashboard", "/me/session"];
      const answers = await flood(site, 100, (turn) => ({
        path: pages[turn % pages.length] ?? "/",
        headers: people[turn % people.length] ?? {},
      }));
      expect(statuses(answers)).toEqual([200]);
      expect(answers).toHaveLength(100);
      expect(await site.clerk.requests()).toEqual([]);
    } finally {
      await site.dispose();
    }
  },
);

describe("a flood from one address", () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite({ clerkCallLimit: CLERK_CALLS.limit });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  });
  beforeEach(() => site.clerk.clearRequests());
  afterAll(() => site.dispose());

  test.each<[what: string, status: number, request: (turn: number) => Sent]>([
    [
      "session cookies of unknown keys",
      303,
      (turn) => ({ headers: { cookie: `__session=${forgedToken(turn)}; __client_uat=1` } }),
    ],
    [
      "bearer tokens of unknown keys",
      303,
      (turn) => ({ headers: { authorization: `Bearer ${forgedToken(turn)}` } }),
    ],
    ["API keys", 401, (turn) => ({ headers: { authorization: `Bearer ak_${turn}` } })],
    ["OAuth tokens", 401, (turn) => ({ headers: { authorization: `Bearer oat_${turn}` } })],
    ["nonces in the address", 303, (turn) => ({ path: `${DASHBOARD}?${NONCE}=${turn}`, headers: {} })],
  ])("of a thousand %s costs no call to Clerk", async (_, status, request) => {
    const answers = await flood(site, FLOOD, request);
    expect(statuses(answers)).toEqual([status]);
    expect(answers).toHaveLength(FLOOD);
    expect(await site.clerk.requests()).toEqual([]);
  });

  test.each<[what: string, holds: (old: Cookies, turn: number) => Cookies, within: number, over: number]>([
    ["nonce cookies", (_, turn) => ({ [NONCE]: `n${turn}` }), 303, 429],
    ["made-up refresh cookies", (old, turn) => withRefresh(old, `r${turn}`), 307, 307],
    ["both", (old, turn) => ({ ...withRefresh(old, `r${turn}`), [NONCE]: `n${turn}` }), 307, 429],
  ])(
    "of %s costs what the limit allows, and no other address pays for it",
    async (_, holds, within, over) => {
      const { cookies: old } = await site.clerk.sessionFor({
        userId: ADA.id,
        orgId: ACME.id,
        ageSeconds: 3600,
      });
      const good = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
      await site.clerk.clearRequests();
      const [flooded, other] = newAddresses();
      const sinceMs = Date.now();
      const answers = await flood(site, SOME, (turn) => ({
        headers: { cookie: cookieHeader(holds(old, turn)), "cf-connecting-ip": flooded },
      }));
      const { calls, most } = await callsSince(sinceMs);
      expect(calls).toBeGreaterThan(0);
      expect(calls).toBeLessThanOrEqual(most);
      expect(statuses(answers)).toEqual([...new Set([within, over])]);
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.every(({ retryAfter }) => retryAfter === "10")).toBe(true);
      expect(refused.length).toBeGreaterThanOrEqual(over === 429 ? SOME - most : 0);

      const open = async (headers: Headers) => (await site.fetch(DASHBOARD, { headers })).status;
      expect(await open({ ...good, "cf-connecting-ip": flooded })).toBe(200);
      expect(await open({ ...DOCUMENT, cookie: cookieHeader(old), "cf-connecting-ip": other })).toBe(200);
    },
  );

  test.each([
    ["API keys", "ak"],
    ["M2M tokens", "mt"],
  ])("of a thousand %s at the API costs what the limit allows", async (_, prefix) => {
    const good = await site.clerk.sessionFor({ userId: MILO.id, orgId: ACME.id });
    await site.clerk.clearRequests();
    const [flooded, other] = newAddresses();
    const sent = (turn: number, address = flooded) => ({
      authorization: `Bearer ${prefix}_${String(turn).padStart(32, "0")}`,
      "cf-connecting-ip": address,
    });
    const sinceMs = Date.now();
    const answers = await flood(site, FLOOD, (turn) => ({ path: "/api/tasks", headers: sent(turn) }));
    const { calls, most } = await callsSince(sinceMs);
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThanOrEqual(most);
    expect(statuses(answers)).toEqual([401, 429]);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(FLOOD - most);
    expect(refused.every(({ retryAfter }) => retryAfter === "10")).toBe(true);
    await site.clerk.clearRequests();

    const elsewhere = await flood(site, SOME, (turn) => ({ path: "/api/posts", headers: sent(turn) }));
    expect(statuses(elsewhere)).toEqual([401]);
    expect(await site.clerk.requests()).toEqual([]);
    const open = async (headers: Headers) => (await site.fetch("/api/tasks", { headers })).status;
    const person = { authorization: `Bearer ${good.token}`, "cf-connecting-ip": flooded };
    expect([await open(person), await open(sent(1, other))]).toEqual([200, 401]);
  });

  /**
   * Backend API calls, and how many the limit allows. A call may reach Clerk in the period after the one in which it
   * was counted, so their own times do not tell.
   */
  async function callsSince(sinceMs: number): Promise<{ readonly calls: number; readonly most: number }> {
    const most = mostLetThrough(CLERK_CALLS, sinceMs);
    const requests = await site.clerk.requests();
    return { calls: requests.filter(({ api }) => api === "backend").length, most };
  }
});

let lastAddress = 0;

function newAddresses(): [string, string] {
  lastAddress += 2;
  return [`203.0.113.${lastAddress}`, `203.0.113.${lastAddress + 1}`];
}

function withRefresh(cookies: Cookies, token: string): Cookies {
  const pairs = Object.entries(cookies).map(([name, value]) => [
    name,
    name.startsWith("__refresh") ? token : value,
  ]);
  return Object.fromEntries(pairs);
}
