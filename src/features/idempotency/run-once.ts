import { isUniqueFailure } from "#src/db/database.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { idempotencyRepository } from "#src/features/idempotency/idempotency-repository.ts";
import type { ActorId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** A request that may come again, by the key that its sender chose; the fingerprint tells what was asked. */
export type KeyedRequest = { readonly key: string; readonly fingerprint: string };

/** When an act happens, and under which key, if under any. */
export type Occasion = { readonly nowMs: number; readonly request?: KeyedRequest };

export type Once = { readonly answer: string; readonly repeated: boolean };

const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Runs the statements as one batch, and once only for all requests of the same actor and key within a day: the
 * others get the stored answer. `key-reused`: the key stands for something else. Throws what the batch throws.
 */
export async function runOnce(
  { by: actorId, scope }: { readonly by: ActorId; readonly scope: TenantScope },
  effect: { readonly statements: readonly Statement<unknown>[]; readonly answer: string },
  { nowMs, request }: Occasion,
): Promise<Result<Once, "key-reused">> {
  const { answer, statements } = effect;
  if (request === undefined) {
    await scope.batch(statements);
    return ok({ answer, repeated: false });
  }
  const repository = idempotencyRepository(scope);
  const stored = { ...request, actorId, answer, expiresAtMs: nowMs + KEPT_MS };
  try {
    await scope.batch([repository.dropExpired(nowMs), repository.add(stored), ...statements]);
    return ok({ answer, repeated: false });
  } catch (error) {
    if (!isUniqueFailure(error, "idempotency_keys")) throw error;
    const [[found]] = await scope.batch([repository.find(actorId, request.key)]);
    // Gone again: it expired, or the organization was erased, between the two.
    if (found === undefined) throw error;
    if (found.fingerprint !== request.fingerprint) return fail("key-reused");
    return ok({ answer: found.answer, repeated: true });
  }
}
