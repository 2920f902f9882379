import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACME, ADA, GLOBEX } from "#test/support/people.ts";
import { expiredBrowserFor } from "./browser.ts";
import { type Keys, SECRET_KEY, type StandIn, startStandIn } from "./stand-in.ts";

describe.each<Keys>(["test", "live"])("the result of a handshake with pk_%s keys", (keys) => {
  let standIn: StandIn;
  beforeAll(async () => void (standIn = await startStandIn(keys)));
  afterAll(() => standIn.stop());

  const handshakeOf = async (cookies: Record<string, string>) => {
    const query = new URLSearchParams({ redirect_url: `${standIn.appOrigin}/`, format: "nonce" });
    if (keys === "test") query.set("__clerk_db_jwt", cookies["__clerk_db_jwt"] ?? "");
    const answer = await fetch(`${standIn.url}/v1/client/handshake?${query.toString()}`, {
      redirect: "manual",
      headers: { cookie: `__client=${cookies["__client"] ?? ""}` },
    });
    expect(answer.status).toBe(307);
    const carrier = `${answer.headers.get("location") ?? ""} ${answer.headers.getSetCookie().join(" ")}`;
    const nonce = /__clerk_handshake_nonce=(\w+)/.exec(carrier)?.[1] ?? "";
    const pickUp = () =>
      fetch(`${standIn.url}/v1/clients/handshake_payload?nonce=${nonce}`, {
        headers: { authorization: `Bearer ${SECRET_KEY}` },
      });
    return { pickUp };
  };

  test("comes in a token where the site does not ask for a nonce", async () => {
    const browser = await expiredBrowserFor(standIn, { userId: ADA.id, orgId: ACME.id });
    browser.handshakeFormat = "token";
    await standIn.rpc.clearRequests();
    const { auth, hops } = await browser.visit("/orgs/globex/dashboard");
    expect(auth).toMatchObject({ userId: ADA.id, orgId: GLOBEX.id });
    expect(browser.jar.has("__clerk_handshake")).toBe(false);
    expect(hops.at(-1)).toBe(keys === "test" ? `${standIn.appOrigin}/orgs/globex/dashboard` : hops.at(0));
    expect((await standIn.rpc.requests()).map(({ path }) => path)).toEqual(["/v1/client/handshake"]);
  });

  test("leaves in the log what the site asked for, and nothing that signs in", async () => {
    const browser = await expiredBrowserFor(standIn, { userId: ADA.id, orgId: ACME.id });
    await standIn.rpc.clearRequests();
    await browser.visit("/orgs/globex/dashboard");
    const [asked, pickedUp] = await standIn.rpc.requests();
    expect(pickedUp).toMatchObject({ api: "backend", path: "/v1/clients/handshake_payload", query: "" });
    expect([...new URLSearchParams(asked?.query).keys()].toSorted()).toEqual([
      "__clerk_api_version",
      "__clerk_hs_reason",
      "format",
      "organization_id",
      "redirect_url",
      "suffixed_cookies",
    ]);
    expect(new URLSearchParams(asked?.query).get("organization_id")).toBe("globex");
  });

  test("can be picked up again for a minute, and then no more", async () => {
    const { cookies } = await standIn.rpc.sessionFor({ userId: ADA.id });
    const { pickUp } = await handshakeOf(cookies);
    expect((await pickUp()).status).toBe(200);
    expect((await pickUp()).status).toBe(200);
    await standIn.rpc.advanceClock(61_000);
    expect((await pickUp()).status).toBe(404);
  });

  test("goes to no other site", async () => {
    const query = new URLSearchParams({ redirect_url: "https://evil.example/", format: "nonce" });
    const answer = await fetch(`${standIn.url}/v1/client/handshake?${query.toString()}`, {
      redirect: "manual",
    });
    expect(answer.status).toBe(422);
    expect(answer.headers.get("location")).toBeNull();
  });

  test("sets cookies that fit the site's scheme, for all its pages", async () => {
    const { cookies } = await standIn.rpc.sessionFor({ userId: ADA.id });
    const directives = await handshakeOf(cookies)
      .then(({ pickUp }) => pickUp())
      .then(directivesIn);
    const session = directives.find((directive) => directive.startsWith("__session="));
    expect(session).toContain("; Path=/; SameSite=Lax; Max-Age=31536000");
    expect(session?.endsWith("; Secure")).toBe(keys === "live");
    expect(directives.filter((directive) => directive.includes("HttpOnly"))).toEqual([
      expect.stringContaining(`__refresh_${standIn.suffix}=`),
    ]);
  });
});

async function directivesIn(response: Response): Promise<string[]> {
  const { directives } = await response.json<{ directives: string[] }>();
  return directives;
}
