import type { APIContext } from "astro";
import type { Config } from "#src/lib/config.ts";

/** A cookie of the site itself, of this host alone, out of scripts' reach. */
export type HostCookie = {
  readonly name: "bookmark" | "kept-form";
  readonly lifeSeconds: number;
  /** What a value must look like; anything else counts as absent. */
  readonly shape: RegExp;
};

/** The cookie's value, or null. */
export function readHostCookie(context: APIContext, config: Config, cookie: HostCookie): string | null {
  const value = context.cookies.get(nameOf(config, cookie))?.value ?? "";
  return cookie.shape.test(value) ? value : null;
}

/** Sets the cookie; a null value takes it away. */
export function writeHostCookie(
  context: APIContext,
  config: Config,
  { cookie, value }: { readonly cookie: HostCookie; readonly value: string | null },
): void {
  context.cookies.set(nameOf(config, cookie), value ?? "", {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: config.origin.startsWith("https:"),
    maxAge: value === null ? 0 : cookie.lifeSeconds,
  });
}

// A __Host- cookie must be Secure, which a local http origin cannot be everywhere.
function nameOf({ origin }: Config, { name }: HostCookie): string {
  return origin.startsWith("https:") ? `__Host-${name}` : name;
}
