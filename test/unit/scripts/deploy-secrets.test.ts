import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import type { Ran } from "#scripts/local/commands.ts";
import { secretsOnWorker } from "#scripts/deploy/secrets.ts";

/*
 * What wrangler 4.151.0 printed for `secret list --format json`: "signed out" with no account, the others
 * with test/support/cloudflare-api.ts for Cloudflare ("forbidden": its code 10000 with status 403).
 */
const RECORDINGS = new Map<string, Ran>(
  Object.entries(JSON.parse(readFileSync("test/recordings/secret-list.json", "utf8"))),
);

function recorded(name: string): Ran {
  const ran = RECORDINGS.get(name);
  if (ran === undefined) throw new Error(`nothing was recorded as "${name}"`);
  return ran;
}

afterEach(() => {
  vi.restoreAllMocks();
});

test("the Worker's secrets are known by name", () => {
  expect(secretsOnWorker(recorded("complete"))).toEqual([
    "CLERK_SECRET_KEY",
    "CLERK_JWT_KEY",
    "CLERK_WEBHOOK_SIGNING_SECRET",
    "UNRELATED",
  ]);
});

test("a Worker without secrets is not taken for one that does not exist", () => {
  expect(secretsOnWorker(recorded("none"))).toEqual([]);
  expect(secretsOnWorker(recorded("no Worker"))).toBeNull();
});

test("who is not signed in is told how to, and no secret is called missing", () => {
  vi.spyOn(console, "error").mockReturnValue();
  expect(() => secretsOnWorker(recorded("signed out"))).toThrow(/npx wrangler login/);
});

test("a refusal of another kind is shown as wrangler put it", () => {
  const shown = vi.spyOn(console, "error").mockReturnValue();
  expect(() => secretsOnWorker(recorded("forbidden"))).toThrow(/what it said stands above/);
  expect(shown).toHaveBeenCalledWith(expect.stringContaining("Authentication error [code: 10000]"));
});
