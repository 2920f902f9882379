import type { Asked } from "#test/model/asked.ts";
import type { Kind } from "#test/model/commands.ts";
import { CLERK_RULES } from "./clerk.ts";
import { ORGANIZATION_RULES } from "./organizations.ts";
import { POST_RULES } from "./posts.ts";
import { NO_ORGANIZATION, NONE_SENT, WRONG_ORGANIZATION, type Expected, type Rule } from "./rule.ts";
import { SEAT_RULES } from "./seats.ts";
import { asOfNow } from "./standing.ts";
import { TASK_RULES } from "./tasks.ts";
import type { World } from "#test/model/world.ts";

const RULES: Readonly<Record<Kind, Rule>> = {
  ...TASK_RULES,
  ...POST_RULES,
  ...ORGANIZATION_RULES,
  ...CLERK_RULES,
  ...SEAT_RULES,
  // What was sent before is judged as what it is (asked.ts).
  "send again": () => ({ says: NONE_SENT }),
};

/** These need no active organization. */
const WITHOUT: ReadonlySet<Kind> = new Set<Kind>([
  ...(Object.keys(CLERK_RULES) as (keyof typeof CLERK_RULES)[]),
  "run jobs",
  "let time pass",
]);

/** What a command is to be answered and to change: the product once more, as short as it can be said. */
export function expectedOf(world: World, asked: Asked): Expected {
  const refusal = WITHOUT.has(asked.kind) ? null : entryRefused(world, asked);
  return refusal === null ? RULES[asked.kind](world, asOfNow(world, asked)) : { says: refusal };
}

/** What is decided of a request before anything is done, from its session and from what it says it is for. */
function entryRefused({ hasEntry }: World, { actor, byForm, expects }: Asked): string | null {
  if (!hasEntry) return actor.orgId === null ? NO_ORGANIZATION : null;
  if (byForm) {
    // A form always says which organization it was shown for.
    return actor.orgId === null || (expects ?? actor.orgId) !== actor.orgId ? WRONG_ORGANIZATION : null;
  }
  if (actor.orgId === null) return NO_ORGANIZATION;
  return expects === null || [actor.orgId, actor.slug].includes(expects) ? null : WRONG_ORGANIZATION;
}
