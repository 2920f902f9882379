import type { KeyedRequest } from "#src/features/idempotency/run-once.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";
import { sha256 } from "#src/lib/sha256.ts";

/** Visible ASCII, as the header's quoted form allows (draft-ietf-httpapi-idempotency-key-header). */
const KEY = /^[\x21-\x7e]{1,128}$/;

/**
 * A request's `Idempotency-Key` with the fingerprint of what it asks for: the act's name and its parsed input, so
 * that two spellings of the same request are one. Undefined without the header.
 */
export async function keyedRequest(
  header: string | null,
  act: string,
  input: unknown,
): Promise<Result<KeyedRequest | undefined, "bad-key">> {
  if (header === null) return ok(undefined);
  if (!KEY.test(header)) return fail("bad-key");
  return ok({ key: header, fingerprint: await sha256(JSON.stringify([act, input])) });
}
