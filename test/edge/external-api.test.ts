import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { KeySet } from "#external-api/key-set.ts";
import type { Expected, TokenClass, Verify } from "#external-api/token-class.ts";
import { verifierByClerk } from "#external-api/verify-with-clerk.ts";
import { verifierByJose } from "#external-api/verify-with-jose.ts";
import { toolEnvironment } from "#scripts/local/commands.ts";
import { AUDIENCE } from "#test/support/external-api.ts";
import { ACME, ADA, NORA } from "#test/support/people.ts";
import { issuerOf, startSite, type Site } from "#test/support/site.ts";
import { FORGERIES, goodToken } from "./external-tokens.ts";

const FIGURES = { open: 3, completed: [1, 0, 2] };
const PATHS: Readonly<Record<TokenClass, string>> = { session: "/forecast", template: "/chance" };
const CLASSES: readonly TokenClass[] = ["session", "template"];
const GOOD = { kind: "good", identity: { userId: ADA.id, orgId: ACME.id } };

let site: Site;
let expected: Expected;
let keySetUrl: string;
let verifiers: Readonly<Record<string, Verify>>;
beforeAll(async () => {
  site = await startSite({ externalApi: (_, service) => service() });
  expected = { issuer: issuerOf(site.settings), parties: [site.origin], audience: AUDIENCE };
  keySetUrl = `${site.settings["CLERK_API_URL"]}/.well-known/jwks.json`;
  const keys = new KeySet(keySetUrl);
  verifiers = { clerk: verifierByClerk(keys, expected), jose: verifierByJose(keys, expected) };
});
beforeEach(() => site.clerk.clearRequests());
afterAll(() => site.dispose());

function call(token: string, path: string, body: unknown = { ...FIGURES, days: 3 }) {
  return site.service(path, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
}

/** What so many calls at once are answered. */
async function statusesOf(token = "", times = 1) {
  const answers = await Promise.all(Array.from({ length: times }, () => call(token, "/forecast")));
  return [...new Set(answers.map(({ status }) => status))];
}

/** What the Node script says of each token. */
async function runScript(tokenClass: TokenClass, tokens: readonly string[]) {
  const { issuer, parties, audience } = expected;
  const settings = { ISSUER: issuer, AUTHORIZED_PARTIES: parties.join(" "), AUDIENCE: audience };
  const child = spawn(process.execPath, ["external-api/verify.ts", tokenClass], {
    env: toolEnvironment({ ...settings, KEY_SET_URL: keySetUrl }),
  });
  const ended = new Promise((resolve) => void child.once("close", resolve));
  child.stdin.end(tokens.join("\n"));
  const [said, code] = await Promise.all([text(child.stdout), ended]);
  const lines = said.split("\n").filter((line) => line !== "");
  return { code, verdicts: lines.map((line): unknown => JSON.parse(line)) };
}

// First of all, since the service's memory is empty once.
test("the service asks for keys once, however many tokens come at once and name keys that are nowhere", async () => {
  const good = await goodToken(site, "session");
  const forged = await FORGERIES.find(({ what }) => what === "names a key that is nowhere")?.make(site);
  const asked = async () =>
    (await site.clerk.requests()).filter(({ path }) => path.endsWith("/jwks.json")).length;
  expect([await statusesOf(good, 50), await asked()]).toEqual([[200], 1]);
  expect([await statusesOf(forged, 500), await asked()]).toEqual([[401], 1]);
});

describe("a token", () => {
  test.each(FORGERIES)(
    "as a $tokenClass's that $what is refused by both verifiers and the service",
    async (row) => {
      const { tokenClass, make } = row;
      const [good, forged] = await Promise.all([goodToken(site, tokenClass), make(site)]);
      for (const [name, verify] of Object.entries(verifiers)) {
        expect(await verify(good, tokenClass), name).toEqual(GOOD);
        expect(await verify(forged, tokenClass), name).toMatchObject({ kind: "refused" });
      }
      expect((await call(good, PATHS[tokenClass])).status).toBe(200);
      const refused = await call(forged, PATHS[tokenClass]);
      expect([refused.status, await refused.json()]).toEqual([401, { error: "unauthenticated" }]);
      expect(refused.headers.get("www-authenticate")).toBe("Bearer");
    },
  );

  test.each(CLASSES)("as a %s's is judged so by the script as well", async (tokenClass) => {
    const rows = FORGERIES.filter((row) => row.tokenClass === tokenClass);
    const good = await goodToken(site, tokenClass);
    const forged = await Promise.all(rows.map(({ make }) => make(site)));
    expect(await runScript(tokenClass, [good])).toEqual({ code: 0, verdicts: [GOOD] });
    const { code, verdicts } = await runScript(tokenClass, [...forged, good]);
    expect(code).toBe(1);
    expect(verdicts).toEqual([...rows.map(() => ({ kind: "refused", fault: expect.any(String) })), GOOD]);
  });

  test("is good by both verifiers while two keys are, and not any more when its key is gone", async () => {
    let nowMs = Date.now();
    const keys = new KeySet(keySetUrl, { nowMs: () => nowMs, fetch });
    const both = [verifierByClerk(keys, expected), verifierByJose(keys, expected)];
    const judge = async (token: string) => {
      const verdicts = await Promise.all(both.map((verify) => verify(token, "session")));
      return verdicts.map(({ kind }) => kind);
    };
    const old = await goodToken(site, "session");
    expect(await judge(old)).toEqual(["good", "good"]);
    await site.clerk.rotateKey({ keepsFirst: true });
    const renewed = await goodToken(site, "session");
    nowMs += 31_000;
    expect(await judge(renewed)).toEqual(["good", "good"]);
    expect(await judge(old)).toEqual(["good", "good"]);
    await site.clerk.rotateKey();
    nowMs += 10 * 60_000;
    expect(await judge(renewed)).toEqual(["good", "good"]);
    expect(await judge(old)).toEqual(["refused", "refused"]);
    await site.clerk.reset();
  });
});

describe("the service", () => {
  test("takes figures for an organization, and no others", async () => {
    const token = await goodToken(site, "session");
    const forecast = await call(token, "/forecast", FIGURES);
    expect(await forecast.json()).toEqual({ likelyDays: expect.any(Number), safeDays: expect.any(Number) });
    expect(forecast.headers.get("cache-control")).toBe("no-store");
    for (const body of [
      null,
      [],
      {},
      { ...FIGURES, open: -1 },
      { ...FIGURES, open: 1.5 },
      { ...FIGURES, open: "3" },
      { ...FIGURES, completed: [] },
      { ...FIGURES, completed: Array.from({ length: 101 }, () => 1) },
      { ...FIGURES, completed: [null] },
      { ...FIGURES, days: 366 },
      { ...FIGURES, more: "x".repeat(5000) },
    ]) {
      const refused = await call(token, "/forecast", body);
      expect([refused.status, await refused.json()]).toEqual([400, { error: "bad_request" }]);
    }
    const { token: nobodys } = await site.clerk.sessionFor({ userId: NORA.id, orgId: null });
    expect(await (await call(nobodys, "/forecast")).json()).toEqual({ error: "no_active_org" });
    const withoutDays = await call(await goodToken(site, "template"), "/chance", FIGURES);
    expect(withoutDays.status).toBe(400);
  });

  test("knows two paths, one method and one way to carry a token", async () => {
    const token = await goodToken(site, "session");
    expect((await call(token, "/constructor")).status).toBe(404);
    expect((await site.service("/forecast")).status).toBe(405);
    for (const authorization of ["", token, `Basic ${token}`, `Bearer ${token} x`, "Bearer"]) {
      const refused = await site.service("/forecast", { method: "POST", headers: { authorization } });
      expect(refused.status, authorization).toBe(401);
    }
    const cookie = { cookie: `__session=${token}` };
    expect((await site.service("/forecast", { method: "POST", headers: cookie })).status).toBe(401);
  });
});
