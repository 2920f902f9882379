import { afterAll, beforeAll, expect, test } from "vitest";
import { ACME, ADA } from "#test/support/people.ts";
import { browserFor } from "./browser.ts";
import { invitationStatus, invite, seatsOf } from "./invited.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

const REPEATS = 50;

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn("test");
  await standIn.rpc.configure({ callsPerHour: { organizationInvitation: null }, maxAllowedMemberships: 0 });
});
afterAll(() => standIn.stop());

let people = 0;
async function invited() {
  people += 1;
  const email = `racer${people}@races.example`;
  const { id: userId } = await standIn.rpc.createPerson({ email, password: "a long enough phrase" });
  const { id } = await invite(standIn, email);
  const browser = await browserFor(standIn, { userId });
  return { id, userId, accept: () => browser.call("POST", `/me/organization_invitations/${id}/accept`) };
}

function revoke(invitationId: string) {
  const wanted = { organizationId: ACME.id, invitationId, requestingUserId: ADA.id };
  return standIn.sdk.organizations.revokeOrganizationInvitation(wanted);
}

test("of a hundred acceptances of one invitation at once, one has an effect, fifty times over", async () => {
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const { id, userId, accept } = await invited();
    const answers = await Promise.all(Array.from({ length: 100 }, accept));
    const statuses = Map.groupBy(answers, ({ status }) => status);
    expect([statuses.get(200)?.length, statuses.get(400)?.length]).toEqual([1, 99]);
    expect(await seatsOf(standIn, userId)).toEqual(["Acme org:member"]);
    expect(await invitationStatus(standIn, id)).toBe("accepted");
  }
});

test("of an acceptance and a revocation at once, exactly one happens, fifty times over", async () => {
  const won = new Set<string>();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const { id, userId, accept } = await invited();
    const takeBack = () =>
      revoke(id).then(
        () => 200,
        ({ status }: { readonly status: number }) => status,
      );
    const take = async () => (await accept()).status;
    const [first, second] = repeat % 2 === 0 ? [take, takeBack] : [takeBack, take];
    const outcomes = await Promise.all([first(), second()]);
    expect(outcomes.filter((status) => status === 200)).toHaveLength(1);
    const status = await invitationStatus(standIn, id);
    won.add(status ?? "none");
    expect(await seatsOf(standIn, userId)).toEqual(status === "accepted" ? ["Acme org:member"] : []);
  }
  // Both were seen to win, so that neither order is the only one that was tried.
  expect(won).toEqual(new Set(["accepted", "revoked"]));
});
