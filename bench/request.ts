import type { Controls } from "#clerk-local/controls/table.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { cookieHeader, DOCUMENT } from "#test/support/requests.ts";
import { ORIGIN } from "./targets.ts";

/**
 * A signed-in browser's request for a page as it comes through Cloudflare, with a token of now: tokens live a
 * minute, so each round of measuring has its own.
 */
export async function signedInHeaders(clerk: Controls): Promise<Record<string, string>> {
  const { cookies } = await clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
  return {
    ...DOCUMENT,
    host: new URL(ORIGIN).host,
    "accept-encoding": "gzip, br",
    "accept-language": "en-US,en;q=0.9",
    "cf-connecting-ip": "203.0.113.7",
    "cf-ipcountry": "NL",
    "cf-ray": "9c0ffee0badc0de0-AMS",
    "cf-visitor": '{"scheme":"https"}',
    connection: "keep-alive",
    priority: "u=0, i",
    "sec-ch-ua": '"Chromium";v="156", "Not)A;Brand";v="8"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Linux"',
    "sec-fetch-user": "?1",
    "upgrade-insecure-requests": "1",
    "user-agent":
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "x-forwarded-proto": "https",
    cookie: cookieHeader(cookies),
  };
}
