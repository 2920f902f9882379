import { $userStore } from "@clerk/astro/client";
import { useStore } from "@nanostores/preact";
import { greeting } from "#src/components/greeting.ts";

/** A greeting made in the browser, from what clerk-js knows. */
export function ClientGreeting() {
  return <p class="greeting">{greeting(useStore($userStore))}</p>;
}
