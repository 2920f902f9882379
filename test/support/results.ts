import type { Result } from "#src/lib/result.ts";

/** What an act came to; throws where it was refused. */
export function valueOf<Value>(result: Result<Value, unknown>): Value {
  if (result.ok) return result.value;
  throw new Error(`refused: ${JSON.stringify(result.reason)}`);
}
