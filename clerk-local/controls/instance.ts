import * as configuration from "#clerk-local/configuration.ts";
import { seed } from "#clerk-local/rules/directory.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { type Fault, setFault } from "#clerk-local/faults.ts";
import type { RequestEntry } from "#clerk-local/state/records.ts";
import { CAST } from "#clerk-local/seed.ts";

/** Back to the seeded cast: nobody signed in, no requests remembered, the clock right. */
export function reset({ tables }: Situation): void {
  tables.clear();
  seed(tables, CAST);
}

/** Keeps what is stored now, for `goBack`. */
export function mark({ tables }: Situation): void {
  tables.mark();
}

/** Back to what was stored at the last mark: tokens and cookies from before are good again. */
export function goBack({ tables }: Situation): void {
  tables.goBack();
}

/** Sets what the owner of an instance sets in Clerk's dashboard; what is not named stays. */
export function configure({ tables }: Situation, changes: Partial<configuration.Configuration>): void {
  configuration.configure(tables, changes);
}

/** Answers that API, or what lies below a path of it, wrongly from now on; null ends every fault. */
export function fault({ tables }: Situation, wanted: Fault | null): void {
  setFault(tables, wanted);
}

/** Signs with the second key until a reset. The key set lists it alone, or the first as well when it is kept. */
export function rotateKey(
  { tables }: Situation,
  { keepsFirst = false }: { readonly keepsFirst?: boolean } = {},
): void {
  configuration.configure(tables, { signingKey: "second", publishesOtherKey: keepsFirst });
}

/**
 * Moves the stand-in's own clock: codes, nonces and sessions expire. Tokens keep to the real clock. It never
 * goes back but by a reset.
 */
export function advanceClock({ tables }: Situation, milliseconds: number): void {
  const offsetMs = tables.clocks.get("clock")?.offsetMs ?? 0;
  tables.clocks.put({ id: "clock", offsetMs: offsetMs + milliseconds });
}

/** Every request since the last reset or clearing, oldest first. */
export function requests({ tables }: Situation): RequestEntry[] {
  return tables.requests();
}

export function clearRequests({ tables }: Situation): void {
  tables.clearRequests();
}
