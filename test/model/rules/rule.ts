import type { Asked } from "#test/model/asked.ts";
import { organizationById, type Deed, type Organization, type World } from "#test/model/world.ts";

/** What a command is to be answered (`id`: of what was made before), and what it then changes (`id`: of what it made). */
export type Expected = {
  readonly says: unknown;
  readonly id?: string;
  readonly effect?: (id: string) => void;
};

export type Rule = (world: World, asked: Asked) => Expected;

export const IS_DONE = "done";
/** Of many tasks that were to be completed. */
export const NONE_OPEN = "none open";
/** Of what was to be sent again. */
export const NONE_SENT = "none sent";
/** Of an event that somebody made up. */
export const NOT_SIGNED = "not signed";
export const NO_ORGANIZATION = "no organization";
export const WRONG_ORGANIZATION = "wrong organization";

export function own(world: World, { actor }: Asked): Organization {
  if (actor.orgId === null) throw new Error(`${actor.userId} has no organization`);
  return organizationById(world, actor.orgId);
}

export function log(organization: Organization, { actor }: Asked, deed: Omit<Deed, "actorId">): void {
  organization.log.push({ actorId: actor.userId, ...deed });
}

export function isAdmin({ actor }: Asked): boolean {
  return actor.role === "org:admin";
}

const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * What is added under a key is added once: the same again is answered the same, something else under the key is
 * refused, and after a day the key is free. `effect` is what adding does, `refusal` what may speak against it.
 */
export function once(
  world: World,
  asked: Asked,
  { refusal = null, effect }: { readonly refusal?: string | null; readonly effect: (id: string) => void },
): Expected {
  const { keys } = own(world, asked);
  const name = `${asked.actor.userId} ${asked.key}`;
  const fingerprint = fingerprintOf(asked);
  const stored = asked.key === null ? undefined : keys.get(name);
  if (stored !== undefined && stored.expiresAtMs > world.nowMs) {
    return stored.fingerprint === fingerprint ? { says: IS_DONE, id: stored.answer } : { says: "key-reused" };
  }
  if (refusal !== null) return { says: refusal };
  return {
    says: IS_DONE,
    effect: (id) => {
      if (asked.key !== null) {
        for (const [each, { expiresAtMs }] of keys) if (expiresAtMs <= world.nowMs) keys.delete(each);
        keys.set(name, { fingerprint, answer: id, expiresAtMs: world.nowMs + KEPT_MS });
      }
      effect(id);
    },
  };
}

/** What a request asks for, whatever its key. A form and a program's request are never the same. */
export function fingerprintOf({ kind, byForm, id, title, text, assigneeId, dueOn }: Asked): string {
  const asked = kind === "add task" ? [title, text, assigneeId, dueOn] : [id, title, text];
  return JSON.stringify([kind, byForm, ...asked]);
}
