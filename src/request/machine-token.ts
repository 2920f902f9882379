import type { APIContext } from "astro";
import { opensToMachines } from "#src/auth/access.ts";
import type { MachineSession } from "#src/auth/caller.ts";
import { readMachine } from "#src/auth/machine-session.ts";
import { machineTokenIn } from "#src/edge/clerk-calls.ts";
import type { Config } from "#src/lib/config.ts";
import { problem } from "#src/lib/problem.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";
import { backendUnavailable } from "#src/lib/sign-in-unavailable.ts";

type Limits = {
  readonly config: Pick<Config, "machineId">;
  /** Whether this address may cost Clerk one more call. */
  readonly mayCallClerk: (address: string) => Promise<boolean>;
};

/** The period of CLERK_CALLS in wrangler.toml. */
const RETRY_AFTER_SECONDS = 10;

/**
 * What a request with a machine's token is answered before Clerk is asked about it; null where Clerk is to be asked,
 * and for every other request. Where no machine may enter, a key is a word like any other, as it is at the edge.
 */
export async function refuseMachine(
  { request, routePattern }: APIContext,
  { config, mayCallClerk }: Limits,
): Promise<Response | null> {
  const token = machineTokenIn(request);
  if (token === null) return null;
  const isOpen = opensToMachines(routePattern, request.method);
  if (!isOpen || (token === "M2M token" && config.machineId === null)) return unknownToken();
  if (await mayCallClerk(request.headers.get("cf-connecting-ip") ?? "unknown")) return null;
  return problem("rate_limited", { headers: { "retry-after": `${RETRY_AFTER_SECONDS}` } });
}

/** The machine whose token Clerk was asked about, or the answer where it is none; null without such a token. */
export function machineCaller(
  { request, locals }: APIContext,
  { machineId }: Pick<Config, "machineId">,
): Result<MachineSession, Response> | null {
  if (machineTokenIn(request) === null) return null;
  const machine = readMachine(locals, machineId);
  if (machine.ok) return ok(machine.value);
  return fail(machine.reason === "refused" ? unknownToken() : backendUnavailable(request.url));
}

/** The same for a token that Clerk does not know as for one that it was not asked about. */
function unknownToken(): Response {
  return problem("unauthenticated", { headers: { "www-authenticate": "Bearer" } });
}
