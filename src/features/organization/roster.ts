import type { UserId } from "#src/lib/ids.ts";

export type RosterEntry = { readonly userId: UserId; readonly role: string; readonly name: string };

/** A member's name; who has left keeps their work, not their name. */
export function memberName(roster: readonly RosterEntry[], userId: UserId): string {
  return roster.find((entry) => entry.userId === userId)?.name ?? "Former member";
}
