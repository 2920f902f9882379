import type { Asked } from "#test/model/asked.ts";
import type { Kind } from "#test/model/commands.ts";
import type { World } from "#test/model/world.ts";
import { own } from "./rule.ts";

/** What needs more than membership, or destroys something. What can only be read lasts as long as the token. */
const ASKS_MIRROR: ReadonlySet<Kind> = new Set<Kind>([
  "delete task",
  "complete many",
  "add published post",
  "edit post",
  "delete post",
  "move post",
  "list integrations",
  "add integration",
  "remove integration",
  "list members",
  "export tasks",
  "export log",
  "export everything",
  "give role",
  "remove member",
]);

/**
 * The same as asked by what the site has heard of the actor since their token was issued, and of what it has not heard by
 * Clerk's word. A promotion waits for the next token. Who has left holds none here (clerk.ts).
 */
export function asOfNow(world: World, asked: Asked): Asked {
  const { actor, kind } = asked;
  if (!world.hasEntry || actor.orgId === null || !ASKS_MIRROR.has(kind)) return asked;
  const { mirror, members } = own(world, asked);
  const role = mirror.seats.get(actor.userId)?.role ?? members.get(actor.userId);
  return role === "org:admin" ? asked : { ...asked, actor: { ...actor, role: "org:member" } };
}
