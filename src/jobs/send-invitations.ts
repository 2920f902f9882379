import type { Database } from "#src/db/database.ts";
import { dropOldCalls, queuedOrganizations, type CallKind } from "#src/db/invitation-budget.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { CALLS_PER_RUN } from "#src/features/invitations/governor.ts";
import { sendNext, settleDoubts, type Sender } from "#src/features/invitations/send-invitations.ts";

const ORGANIZATIONS_PER_ROUND = 100;

/**
 * Sends what waits, in rounds of one call for each organization, until nothing more can go out now. Stops as soon as
 * Clerk does not answer, so that one call at most is in doubt; the next run goes on.
 */
export async function sendInvitations(database: Database, nowMs: number): Promise<void> {
  await database.batch([dropOldCalls(nowMs)]);
  const spent = new Set<CallKind>();
  const settled = new Set<string>();
  for (let turns = 0; turns < CALLS_PER_RUN;) {
    const [queued] = await database.batch([queuedOrganizations(ORGANIZATIONS_PER_ROUND)]);
    let served = 0;
    for (const { orgId } of queued.slice(0, CALLS_PER_RUN - turns)) {
      const sender = { orgId, scope: systemScope(orgId, database) };
      const turn = { nowMs, turn: nowMs + turns, spent };
      const outcome = await serve(sender, turn, settled.has(orgId));
      settled.add(orgId);
      if (outcome === "unknown") return;
      if (outcome === "done") served += 1;
      turns += 1;
    }
    if (served === 0) return;
  }
}

async function serve(sender: Sender, turn: Parameters<typeof sendNext>[1], isSettled: boolean) {
  try {
    if (!isSettled && (await settleDoubts(sender, turn.nowMs)) === "unknown") return "unknown";
    return await sendNext(sender, turn);
  } catch (error) {
    // One organization's trouble keeps no other waiting; what it had claimed is settled in a later run.
    console.error(
      JSON.stringify({ event: "invitations-not-sent", orgId: sender.orgId, error: String(error) }),
    );
    return "idle";
  }
}
