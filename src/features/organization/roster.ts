import { machineKind, type ActorId, type UserId } from "#src/lib/ids.ts";

export type RosterEntry = { readonly userId: UserId; readonly role: string; readonly name: string };

/** A member's name, or what kind of machine it is; who has left keeps their work, not their name. */
export function memberName(roster: readonly RosterEntry[], id: ActorId): string {
  return knownName(roster, id) ?? machineKind(id) ?? "Former member";
}

/** A person's name where the roster has it; it is empty when the mirror could not be filled. */
export function knownName(roster: readonly RosterEntry[], id: ActorId): string | null {
  return roster.find(({ userId }) => userId === id)?.name ?? null;
}
