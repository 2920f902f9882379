import { $userStore } from "@clerk/astro/client";
import { useStore } from "@nanostores/preact";

/**
 * A greeting made in the browser, from what clerk-js knows. Three states: `undefined` is "not known yet", and
 * without it a signed-out greeting would flash before the signed-in one.
 */
export function ClientGreeting() {
  const user = useStore($userStore);
  if (user === undefined) return <p class="greeting">Loading…</p>;
  if (user === null) return <p class="greeting">Not signed in.</p>;
  return <p class="greeting">Hello, {user.firstName ?? user.username ?? "and welcome"}.</p>;
}
