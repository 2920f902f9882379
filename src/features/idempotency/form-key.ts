import { keyedRequest } from "#src/features/idempotency/keyed-request.ts";
import type { Occasion } from "#src/features/idempotency/run-once.ts";
import { ok, type Result } from "#src/lib/result.ts";

/** The hidden field by which a form that adds something is known again when it is sent twice. */
export const KEY_FIELD = "key";

/** Another key for each form shown. */
export function newFormKey(): string {
  return crypto.randomUUID();
}

/** Now, under the form's key where it has one; `act` and `input` as for `keyedRequest`. */
export async function formOccasion(
  form: FormData,
  act: string,
  input: unknown,
): Promise<Result<Occasion, "bad-key">> {
  const key = form.get(KEY_FIELD);
  const request = await keyedRequest(typeof key === "string" ? key : null, act, input);
  if (!request.ok) return request;
  const nowMs = Date.now();
  return ok(request.value === undefined ? { nowMs } : { nowMs, request: request.value });
}
