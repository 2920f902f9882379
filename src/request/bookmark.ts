import type { APIContext } from "astro";
import type { Config } from "#src/lib/config.ts";
import { readHostCookie, writeHostCookie, type HostCookie } from "#src/request/host-cookie.ts";

/** Whoever wrote reads, for five minutes, from a replica at least as new as that write. */
const BOOKMARK: HostCookie = { name: "bookmark", lifeSeconds: 300, shape: /^[\w-]{1,200}$/ };

/** D1's bookmark of the browser's last write; null when it has not written lately. */
export function readBookmark(context: APIContext, config: Config): string | null {
  return readHostCookie(context, config, BOOKMARK);
}

/** Remembers D1's bookmark after a request that may have written. */
export function keepBookmark(context: APIContext, config: Config, bookmark: string | null): void {
  if (bookmark !== null) writeHostCookie(context, config, { cookie: BOOKMARK, value: bookmark });
}
