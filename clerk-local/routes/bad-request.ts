import { Refusal } from "#clerk-local/errors.ts";

/** What `read` answers; the calls without a version in their path say 400 `bad_request` to every wrong field. */
export function asBadRequest<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(400, "bad_request", error.message);
    throw error;
  }
}
