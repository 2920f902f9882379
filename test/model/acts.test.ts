import { afterAll, beforeAll } from "vitest";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { actsOn } from "./acts.ts";
import { testAgreement } from "./agreement.ts";
import { ALL_KINDS, type Kind } from "./commands.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

// Where acts are called, whatever Clerk decides is heard of at once, and nobody asks it for anything.
const BY_REQUEST: ReadonlySet<Kind> = new Set<Kind>([
  "deliver webhooks",
  "forge webhook",
  "give role",
  "remove member",
]);
const kinds = ALL_KINDS.filter((kind) => !BY_REQUEST.has(kind));
testAgreement("the acts", () => actsOn(local), { kinds, short: 40, long: 1000 });
