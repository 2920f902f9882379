import { expect } from "vitest";
import type { Site } from "#test/support/site.ts";

/** Where "Try again" leads, on the page that says that sign-in is unavailable; fails on any other page. */
export async function wayOn(response: Awaited<ReturnType<Site["fetch"]>>): Promise<string> {
  const html = await response.text();
  expect(response.status, html).toBe(503);
  expect(html).toContain("Sign-in is unavailable right now</h1>");
  expect(response.headers.get("retry-after")).toBe("10");
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  return /<a href="([^"]*)">Try again</.exec(html)?.[1] ?? "";
}
