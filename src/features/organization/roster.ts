import type { UserId } from "#src/lib/ids.ts";

export type RosterEntry = { readonly userId: UserId; readonly role: string; readonly name: string };

/** A member's name; who has left keeps their work, not their name. */
export function memberName(roster: readonly RosterEntry[], userId: UserId): string {
  return knownName(roster, userId) ?? "Former member";
}

/** A person's name where the roster has it; it is empty when the mirror could not be filled. */
export function knownName(roster: readonly RosterEntry[], userId: UserId): string | null {
  return roster.find((entry) => entry.userId === userId)?.name ?? null;
}
