import { eq, lte, sql } from "drizzle-orm";
import { idempotencyKeys } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import type { ActorId } from "#src/lib/ids.ts";

export type StoredAnswer = { readonly fingerprint: string; readonly answer: string };

const STORED = { fingerprint: idempotencyKeys.fingerprint, answer: idempotencyKeys.answer };

/** Every statement on an organization's idempotency keys. */
export function idempotencyRepository(scope: TenantScope) {
  return {
    /** Fails the batch when the actor has used the key before. */
    add(key: Omit<typeof idempotencyKeys.$inferInsert, "orgId">): Statement<never> {
      return scope.insert(idempotencyKeys, key);
    },

    /** What was stored under a key. Written as a change, so that the primary answers: a replica may lag. */
    find(actorId: ActorId, key: string): Statement<StoredAnswer> {
      return scope.update(idempotencyKeys, {
        set: { answer: sql`${idempotencyKeys.answer}` },
        where: [eq(idempotencyKeys.actorId, actorId), eq(idempotencyKeys.key, key)],
        returning: STORED,
      });
    },

    dropExpired(nowMs: number): Statement<{ key: string }> {
      return scope.delete(idempotencyKeys, {
        where: [lte(idempotencyKeys.expiresAtMs, nowMs)],
        returning: { key: idempotencyKeys.key },
      });
    },
  };
}
