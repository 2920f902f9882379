import { afterAll, beforeAll, expect, test } from "vitest";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { invitationRepository } from "#src/features/invitations/invitation-repository.ts";
import { sendingRepository } from "#src/features/invitations/sending-repository.ts";
import type { InvitationId } from "#src/lib/ids.ts";
import { newOrganization } from "#test/support/actors.ts";
import { addInvitation } from "#test/support/invitations.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";

const STATUSES = ["waiting", "sending", "sent", "refused"] as const;
type Status = (typeof STATUSES)[number];
const NOW_MS = Date.UTC(2026, 10, 29);

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

type Act = (scope: TenantScope, id: InvitationId) => Statement<unknown>;

/** What each statement changes, of invitations that wait, are being sent, were sent and were refused. */
const ACTS: readonly (readonly [string, readonly Status[], Act])[] = [
  ["dismiss", ["waiting", "refused"], (scope, id) => invitationRepository(scope).dismiss(id)],
  ["dismiss all that wait", ["waiting"], (scope) => invitationRepository(scope).dismissAll("waiting")],
  ["dismiss all refused", ["refused"], (scope) => invitationRepository(scope).dismissAll("refused")],
  ["drop what is old", ["sent"], (scope) => invitationRepository(scope).dropOld(NOW_MS)],
  ["claim", ["waiting"], (scope, id) => sendingRepository(scope).claim([id], NOW_MS)],
  ["unclaim", ["sending"], (scope, id) => sendingRepository(scope).unclaim([id])],
  ["set apart", ["sending"], (scope, id) => sendingRepository(scope).setApart([id])],
  ["doubt", ["sending"], (scope, id) => sendingRepository(scope).doubt([id])],
  [
    "set sent",
    ["sending"],
    (scope, id) => sendingRepository(scope).setSent(id, { clerkId: "orginv_x", expiresAtMs: NOW_MS }),
  ],
  ["refuse", ["sending"], (scope, id) => sendingRepository(scope).refuse([id], "full")],
  ["refuse what waits", ["waiting"], (scope) => sendingRepository(scope).refuseWaiting("refused", null)],
  ["withdraw", ["sending"], (scope, id) => sendingRepository(scope).withdraw(id)],
];

test.each(ACTS)("to %s is for those that are %j alone", async (_, expected, act) => {
  const { admin } = await newOrganization(local);
  const changed: Status[] = [];
  for (const status of STATUSES) {
    // As the helper answers it.
    const id = (await addInvitation(local.database, { orgId: admin.tenant.orgId, status })) as InvitationId;
    const before = await stored(id);
    await admin.scope.batch([act(admin.scope, id)]);
    const after = await stored(id);
    if (after !== before) changed.push(status);
  }
  expect(changed).toEqual(expected);
});

async function stored(id: string): Promise<string> {
  return JSON.stringify(
    await local.database.prepare("select * from invitations where id = ?").bind(id).first(),
  );
}
