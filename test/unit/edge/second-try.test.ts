import { describe, expect, test } from "vitest";
import { withSecondTry } from "#src/edge/second-try.ts";

const ORIGIN = "https://app.example.com";
const PAGE = `${ORIGIN}/orgs/acme/dashboard`;
const NONCE = "__clerk_handshake_nonce=n";
const SENT = "handshake-sent=1";
const EXPIRED = `__session=${["{}", '{"exp":1}', "{}"].map((part) => btoa(part)).join(".")}`;

const page = () => new Response("page");
const silent = () => new Response("no answer", { status: 503 });
const handshake = () =>
  new Response(null, { status: 307, headers: { location: `${ORIGIN}/__clerk/v1/client/handshake?a=1` } });
const redeemed = () => new Response("page", { headers: { "set-cookie": "__client_uat=1; Path=/" } });

/** Asks a site that gives these answers, one after the other. */
async function ask(cookie: string, answers: readonly (() => Response)[], url = PAGE) {
  const asked: { url: string; cookie: string | null }[] = [];
  const answer = await withSecondTry(new Request(url, { headers: { cookie } }), async (request) => {
    asked.push({ url: request.url, cookie: request.headers.get("cookie") });
    return answers[asked.length - 1]?.() ?? new Response("asked too often", { status: 500 });
  });
  return {
    answer,
    asked,
    set: answer.headers.getSetCookie().map((each) => each.replace(/;.*(?=Max-Age)/, ";")),
  };
}

describe("a request that costs no call to Clerk", () => {
  test("is answered as it is", async () => {
    const { answer, asked, set } = await ask("a=1", [page]);
    expect([await answer.text(), asked.length, set]).toEqual(["page", 1, []]);
  });

  test("and is sent to a handshake is marked", async () => {
    expect((await ask("a=1", [handshake])).set).toEqual(["handshake-sent=1;Max-Age=30"]);
  });
});

describe("a nonce", () => {
  test("that is redeemed ends the handshake", async () => {
    const { asked, set } = await ask(`${NONCE}; ${SENT}`, [redeemed]);
    expect(asked).toHaveLength(1);
    expect(set).toEqual(["__client_uat=1; Path=/", "handshake-sent=;Max-Age=0"]);
  });

  test("that is not leaves the page to the session cookies", async () => {
    const { answer, asked, set } = await ask(`a=1; ${NONCE}`, [handshake, page]);
    expect([await answer.text(), asked[1]?.cookie]).toEqual(["page", "a=1"]);
    expect(set).toEqual(["__clerk_handshake_nonce=;Max-Age=0"]);
  });

  test("that is not sends to a handshake whoever does not come from one", async () => {
    const { answer, set } = await ask(NONCE, [handshake, handshake]);
    expect(answer.status).toBe(307);
    expect(set).toEqual(["__clerk_handshake_nonce=;Max-Age=0", "handshake-sent=1;Max-Age=30"]);
  });

  test("that is not ends at the page that says so for whoever does, and the next try is a new one", async () => {
    const { answer, set } = await ask(`${NONCE}; ${SENT}`, [handshake, handshake]);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "10"]);
    expect(await answer.text()).toContain('href="/orgs/acme/dashboard"');
    expect(set).toEqual(["__clerk_handshake_nonce=;Max-Age=0", "handshake-sent=;Max-Age=0"]);
  });

  test("in the address is taken out of it", async () => {
    const url = `${PAGE}?tab=2&${NONCE}`;
    const { answer, asked } = await ask("a=1", [handshake, page], url);
    expect(asked[1]?.url).toBe(`${PAGE}?tab=2`);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${PAGE}?tab=2`]);
  });

  test("that no answer comes for is not followed by the wait for a refresh", async () => {
    const { asked } = await ask(`${NONCE}; ${EXPIRED}; __refresh_s=r`, [silent, handshake]);
    expect(asked[1]?.cookie).toBe(EXPIRED);
  });

  test.each([
    ["a form that was taken", 303, { location: "/orgs/acme/dashboard?notice=added" }, 1],
    ["a form that failed on the way", 503, { "x-request-id": "r" }, 1],
    ["a form of nobody", 303, { location: "/sign-in?redirect_url=%2F" }, 2],
    ["a form of nobody, shown back", 401, {}, 2],
    ["a form that waited for Clerk in vain", 503, {}, 2],
  ])("beside %s is answered by status %i with %o after %i tries", async (_, status, headers, tries) => {
    let asked = 0;
    const request = new Request(PAGE, { method: "POST", headers: { cookie: NONCE } });
    const { status: answered } = await withSecondTry(request, async () => {
      asked += 1;
      return new Response(null, { status, headers });
    });
    expect([answered, asked]).toEqual([status, tries]);
  });

  test("over the limit of its address is not tried again", async () => {
    const { answer, asked } = await ask(NONCE, [() => new Response("too many", { status: 429 })]);
    expect([answer.status, asked.length]).toEqual([429, 1]);
  });
});

describe("a refresh", () => {
  const cookie = `${EXPIRED}; __refresh_s=r`;

  test("that no answer comes for makes way for the handshake", async () => {
    const { answer, asked } = await ask(cookie, [silent, handshake]);
    expect([answer.status, asked[1]?.cookie]).toEqual([307, EXPIRED]);
  });

  test("that no answer comes for is unavailable where no handshake is possible", async () => {
    expect((await ask(cookie, [silent, page])).answer.status).toBe(503);
  });

  test("that fails has been dealt with", async () => {
    const { answer, asked } = await ask(cookie, [handshake]);
    expect([answer.status, asked.length]).toEqual([307, 1]);
  });
});
