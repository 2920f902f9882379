import { expect, test } from "vitest";
import { answerInOneStep } from "#src/edge/development-handshake.ts";

const ORIGIN = "https://app.example.com";
const BACK = `${ORIGIN}/orgs/nowhere/dashboard?__clerk_handshake_nonce=n&a=1`;
const CLEAN = `${ORIGIN}/orgs/nowhere/dashboard?a=1`;

const redirect = (status: number, location: string, setCookies: readonly string[] = []) => {
  const headers = new Headers({ location });
  for (const setCookie of setCookies) headers.append("set-cookie", setCookie);
  return new Response(null, { status, headers });
};

/** A site that finishes the handshake, then answers the clean address with `page`. */
function siteWith(page: () => Response) {
  const seen: { url: string; cookie: string | null }[] = [];
  const site = async (request: Request) => {
    seen.push({ url: request.url, cookie: request.headers.get("cookie") });
    const set = ["__session=new; Path=/; Max-Age=9", "__gone=; Path=/; Max-Age=0"];
    return request.url === BACK ? redirect(307, CLEAN, set) : page();
  };
  return { site, seen };
}

const request = () => new Request(BACK, { headers: { cookie: "__session=old; __gone=x; b=2" } });

test("a finished handshake and the redirect behind it are one answer", async () => {
  const { site, seen } = siteWith(() => redirect(303, "/me", ["c=3"]));
  const answer = await answerInOneStep(request(), site);
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/me"]);
  expect(answer.headers.getSetCookie()).toEqual([
    "__session=new; Path=/; Max-Age=9",
    "__gone=; Path=/; Max-Age=0",
    "c=3",
  ]);
  expect(seen[1]).toEqual({ url: CLEAN, cookie: "__session=new; b=2; __clerk_redirect_count=3" });
});

test("a page behind a handshake keeps its clean address, and is not handshaken again", async () => {
  const { site } = siteWith(() => new Response("page"));
  const answer = await answerInOneStep(request(), site);
  expect([answer.status, answer.headers.get("location")]).toEqual([307, CLEAN]);
  expect(answer.headers.getSetCookie().at(-1)).toBe(
    "__clerk_redirect_count=3; Path=/orgs/nowhere/dashboard; HttpOnly; SameSite=Lax; Max-Age=2",
  );
});

test("behind a handshake at the root, every other page may still be handshaken", async () => {
  const answer = await answerInOneStep(new Request(`${ORIGIN}/?__clerk_handshake_nonce=n`), async ({ url }) =>
    url === `${ORIGIN}/` ? new Response("page") : redirect(307, `${ORIGIN}/`, ["__session=new; Path=/"]),
  );
  expect([answer.status, answer.headers.get("location")]).toEqual([307, `${ORIGIN}/`]);
  expect(answer.headers.getSetCookie()).toEqual(["__session=new; Path=/"]);
});

test("the SDK's counter is replaced, since it would read the first of two", async () => {
  const { site, seen } = siteWith(() => redirect(303, "/me"));
  const counted = new Request(BACK, { headers: { cookie: "__clerk_redirect_count=1; b=2" } });
  await answerInOneStep(counted, site);
  expect(seen[1]?.cookie).toBe("__clerk_redirect_count=3; b=2; __session=new");
});

test("a handshake of which nothing came is left as it is", async () => {
  let calls = 0;
  const answer = await answerInOneStep(request(), async () => {
    calls += 1;
    return redirect(307, CLEAN);
  });
  expect([answer.headers.get("location"), answer.headers.getSetCookie(), calls]).toEqual([CLEAN, [], 1]);
});

test.each([
  ["another handshake", `${ORIGIN}/__clerk/v1/client/handshake?x=1`],
  ["another site", "https://evil.example/"],
  ["an address that is not clean", `${CLEAN}&__clerk_handshake_nonce=m`],
])("a redirect to %s is passed on", async (_, location) => {
  let calls = 0;
  const answer = await answerInOneStep(request(), async () => {
    calls += 1;
    return redirect(307, location);
  });
  expect([answer.headers.get("location"), calls]).toEqual([location, 1]);
});
