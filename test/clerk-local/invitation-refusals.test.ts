import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CAST_PASSWORD } from "#clerk-local/seed.ts";
import { ACME, MILO, NORA } from "#test/support/people.ts";
import { type Browser, browserFor } from "./browser.ts";
import * as invited from "./invited.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const KIM = "kim@new.example";

let standIn: StandIn;
let visitor: Browser;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(async () => {
  await standIn.rpc.reset();
  visitor = await invited.newBrowser(standIn);
});
afterAll(() => standIn.stop());

async function ticketFor(email: string): Promise<string> {
  return (await invited.openInvitation(standIn, email, visitor)).ticket;
}

const revoke = (invitationId: string) =>
  standIn.sdk.organizations.revokeOrganizationInvitation({ organizationId: ACME.id, invitationId });

describe("an invitation is refused", () => {
  test.each<[string, (id: string) => Promise<unknown>, string]>([
    ["revoked", revoke, "organization_invitation_revoked_code"],
    ["too old", () => standIn.rpc.advanceClock(30 * DAY_MS), "ticket_expired_code"],
    [
      "accepted",
      async () => invited.signInBy(await invited.newBrowser(standIn), await ticketFor(NORA.email)),
      "organization_invitation_already_accepted",
    ],
    [
      "into an organization that is gone",
      () => standIn.sdk.organizations.deleteOrganization(ACME.id),
      "organization_invitation_to_deleted_organization",
    ],
  ])("by its link and in the form when it is %s", async (_, end, code) => {
    const { id } = await invited.invite(standIn, NORA.email);
    const ticket = await ticketFor(NORA.email);
    await end(id);
    const link = await visitor.open(await invited.linkTo(standIn, NORA.email));
    expect(link).toMatchObject({ status: 400, text: expect.stringContaining(`"code":"${code}"`) });
    const { json } = await invited.signInBy(visitor, ticket);
    expect(json.errors).toMatchObject([{ code }]);
  });

  test("to sign up with while its address has an account, and to sign in with while it has none", async () => {
    await invited.invite(standIn, NORA.email);
    await invited.invite(standIn, KIM);
    const signUp = await invited.signUpBy(visitor, await ticketFor(NORA.email));
    const signIn = await invited.signInBy(visitor, await ticketFor(KIM));
    expect([signUp, signIn].map(({ json }) => json.errors?.[0]?.code)).toEqual([
      "organization_invitation_identification_already_exists",
      "organization_invitation_identification_not_exist",
    ]);
  });

  test("when it was revoked while its sign-up was on the way, and no account is left over", async () => {
    const { id } = await invited.invite(standIn, KIM);
    const started = await invited.signUpBy(visitor, await ticketFor(KIM));
    await revoke(id);
    const path = `/client/sign_ups/${String(started.json.response?.["id"])}`;
    const { json } = await visitor.call("PATCH", path, { password: CAST_PASSWORD });
    expect(json.errors).toMatchObject([{ code: "organization_invitation_revoked_code" }]);
    const found = await standIn.sdk.users.getUserList({ emailAddress: [KIM] });
    expect(found.totalCount).toBe(0);
  });

  test("with a ticket that another key signed, or that is none", async () => {
    await invited.invite(standIn, NORA.email);
    const ticket = await ticketFor(NORA.email);
    for (const text of [`${ticket.slice(0, -8)}AAAAAAAA`, "nonsense", ""]) {
      expect((await invited.signInBy(visitor, text)).status).not.toBe(200);
      const link = `${standIn.appOrigin}/__clerk/v1/tickets/accept?ticket=${text}`;
      expect(await visitor.open(link)).toMatchObject({ status: 400, to: null });
    }
    expect(await invited.seatsOf(standIn, NORA.id)).toEqual([]);
  });

  test("when the organization is full by then", async () => {
    await invited.invite(standIn, NORA.email);
    await standIn.sdk.organizations.updateOrganization(ACME.id, { maxAllowedMemberships: 2 });
    const { json } = await invited.signInBy(visitor, await ticketFor(NORA.email));
    expect(json.errors).toMatchObject([{ code: "organization_membership_quota_exceeded" }]);
  });

  test("in a browser where somebody else is signed in, who does not become a member by it", async () => {
    const milo = await browserFor(standIn, { userId: MILO.id, orgId: ACME.id });
    const { id } = await invited.invite(standIn, NORA.email);
    const { status, ticket } = await invited.openInvitation(standIn, NORA.email, milo);
    expect(status).toBe("sign_in");
    const refused = await invited.signInBy(milo, ticket);
    expect(refused.json.errors).toMatchObject([{ code: "session_exists" }]);
    expect(await invited.invitationStatus(standIn, id)).toBe("pending");
  });
});

describe("at once", () => {
  test("a hundred sign in with one invitation, and it is accepted once", async () => {
    const { id } = await invited.invite(standIn, NORA.email);
    const ticket = await ticketFor(NORA.email);
    const browsers = await Promise.all(Array.from({ length: 100 }, () => invited.newBrowser(standIn)));
    const answers = await Promise.all(browsers.map((browser) => invited.signInBy(browser, ticket)));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(99);
    const codes = new Set(refused.map(({ json }) => json.errors?.[0]?.code));
    expect([...codes]).toEqual(["organization_invitation_already_accepted"]);
    expect(await invited.seatsOf(standIn, NORA.id)).toEqual(["Acme org:member"]);
    expect(await invited.invitationStatus(standIn, id)).toBe("accepted");
  });

  test("an invitation is accepted and revoked, and one of the two wins", async () => {
    for (let round = 0; round < 20; round += 1) {
      const email = `round-${round}@new.example`;
      const { id: userId } = await standIn.rpc.createPerson({ email, password: CAST_PASSWORD });
      const { id } = await invited.invite(standIn, email);
      const ticket = await ticketFor(email);
      const browser = await invited.newBrowser(standIn);
      const tries = [
        async () => (await invited.signInBy(browser, ticket)).status === 200,
        () =>
          revoke(id).then(
            () => true,
            () => false,
          ),
      ];
      // The order in which they set out changes from round to round.
      const order = round % 2 === 0 ? tries : tries.toReversed();
      const won = await Promise.all(order.map((attempt) => attempt()));
      expect(won.filter(Boolean)).toHaveLength(1);
      const [accepted] = round % 2 === 0 ? won : won.toReversed();
      const outcome = accepted === true ? "accepted" : "revoked";
      expect(await invited.invitationStatus(standIn, id)).toBe(outcome);
      expect(await invited.seatsOf(standIn, userId)).toHaveLength(accepted === true ? 1 : 0);
    }
  });
});
