import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { addressRepository } from "#src/features/invitations/address-repository.ts";
import { invitationListRepository } from "#src/features/invitations/invitation-list-repository.ts";
import { invitationRepository } from "#src/features/invitations/invitation-repository.ts";
import type { Invitation } from "#src/features/invitations/invitation.ts";
import { queueRepository } from "#src/features/invitations/queue-repository.ts";
import { sendingRepository } from "#src/features/invitations/sending-repository.ts";
import { newInvitationId, type UserId } from "#src/lib/ids.ts";

/** Every method of the repositories of invitations; see `everyStatement`. */
export function invitationStatements(
  scope: TenantScope,
  invitedBy: UserId,
): Readonly<Record<string, Readonly<Record<string, readonly Statement<unknown>[]>>>> {
  const [own, lists, sending] = [
    invitationRepository(scope),
    invitationListRepository(scope),
    sendingRepository(scope),
  ];
  const [addresses, queue] = [addressRepository(scope), queueRepository(scope)];
  const id = newInvitationId();
  const ids = [id, newInvitationId()];
  const invitation: Invitation = {
    id,
    email: "kim@new.example",
    role: "org:member",
    status: "waiting",
    reason: null,
    line: 1,
    invitedBy,
    createdAtMs: 1,
    attemptedAtMs: null,
    doubts: 0,
    alone: 0,
    clerkId: null,
    expiresAtMs: null,
  };
  return {
    addressRepository: {
      memberEmails: [addresses.memberEmails(["kim@new.example"])],
      unsentEmails: [addresses.unsentEmails(["kim@new.example"])],
    },
    invitationRepository: {
      add: [own.add(invitation)],
      addEach: [own.addEach([{ ...invitation, id: newInvitationId(), email: "lea@new.example" }])],
      find: [own.find(id)],
      dismiss: [own.dismiss(id)],
      dismissAll: [own.dismissAll("waiting"), own.dismissAll("refused")],
      dropOld: [own.dropOld(1)],
    },
    invitationListRepository: {
      unsent: [lists.unsent()],
      refused: [lists.refused()],
      toMend: [lists.toMend()],
      waiting: [lists.waiting(10)],
      doubtful: [lists.doubtful(1, 10)],
    },
    sendingRepository: {
      claim: [sending.claim(ids, 1)],
      unclaim: [sending.unclaim(ids)],
      setApart: [sending.setApart(ids)],
      doubt: [sending.doubt(ids)],
      setSent: [sending.setSent(id, { clerkId: "orginv_x", expiresAtMs: 1 })],
      refuse: [sending.refuse(ids, "full")],
      refuseWaiting: [sending.refuseWaiting("full", null), sending.refuseWaiting("inviter", invitedBy)],
      withdraw: [sending.withdraw(id)],
    },
    queueRepository: {
      find: [queue.find()],
      takeTurn: [queue.takeTurn(1)],
      takeShare: [queue.takeShare(1)],
    },
  };
}
