import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, ADA, GLOBEX, NORA } from "#test/support/people.ts";
import { browserFor } from "./browser.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

const HOUR_MS = 60 * 60 * 1000;

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

let count = 0;
const someone = () => ({ emailAddress: `p${(count += 1)}@new.example`, role: "org:member" as const });

const invite = (organizationId: string = ACME.id) =>
  standIn.sdk.organizations.createOrganizationInvitation({ organizationId, ...someone() });

const CALLS = {
  organizationInvitation: { limit: 250, call: () => invite() },
  organizationInvitationBulk: {
    limit: 50,
    call: () => standIn.sdk.organizations.createOrganizationInvitationBulk(ACME.id, [someone()]),
  },
  invitation: {
    limit: 100,
    call: () => standIn.sdk.invitations.createInvitation({ emailAddress: someone().emailAddress }),
  },
  invitationBulk: {
    limit: 25,
    call: () => standIn.sdk.invitations.createInvitationBulk([{ emailAddress: someone().emailAddress }]),
  },
};

describe("Clerk's limits of inviting", () => {
  test.each(Object.entries(CALLS))(
    "%s is refused once the hour has had its share, and says until when",
    async (_, { limit, call }) => {
      await standIn.rpc.configure({ maxAllowedMemberships: 0 });
      for (let calls = 0; calls < limit; calls += 1) await call();
      await standIn.rpc.advanceClock(HOUR_MS / 2);
      const refused = await call().catch((error: unknown) => error);
      expect(refused).toMatchObject({ status: 429, errors: [{ code: "too_many_requests" }] });
      // What the SDK reads from Retry-After: whole seconds, and the calls above took some of them.
      const { retryAfter } = refused as { readonly retryAfter: number };
      expect(Number.isInteger(retryAfter)).toBe(true);
      expect(retryAfter).toBeLessThanOrEqual(1800);
      expect(retryAfter).toBeGreaterThan(1700);
      await standIn.rpc.advanceClock(retryAfter * 1000);
      await call();
    },
  );

  test("count for the whole instance, refused calls too, and each call by itself", async () => {
    await standIn.rpc.configure({ callsPerHour: { organizationInvitation: 2 } });
    await invite(ACME.id);
    await expect(invite("org_unknown")).rejects.toMatchObject({ status: 404 });
    await expect(invite(GLOBEX.id)).rejects.toMatchObject({ status: 429 });
    await CALLS.organizationInvitationBulk.call();
  });

  test("are none of the Frontend API, and can be lifted", async () => {
    await standIn.rpc.configure({ callsPerHour: { organizationInvitation: 0 } });
    await expect(invite()).rejects.toMatchObject({ status: 429 });
    const ada = await browserFor(standIn, { userId: ADA.id, orgId: ACME.id });
    const { emailAddress: email_address, role } = someone();
    const path = `/organizations/${ACME.id}/invitations`;
    expect(await ada.call("POST", path, { email_address, role })).toMatchObject({ status: 200 });
    await standIn.rpc.configure({ callsPerHour: { organizationInvitation: null } });
    await invite();
  });
});

describe("an organization's most memberships", () => {
  const full = { status: 403, errors: [{ code: "organization_membership_quota_exceeded" }] };

  test("count members and pending invitations, and not what is over", async () => {
    await standIn.sdk.organizations.updateOrganization(ACME.id, { maxAllowedMemberships: 3 });
    const { id: invitationId } = await invite();
    await expect(invite()).rejects.toMatchObject(full);
    const seat = { organizationId: ACME.id, userId: NORA.id, role: "org:member" } as const;
    await expect(standIn.sdk.organizations.createOrganizationMembership(seat)).rejects.toMatchObject(full);
    await standIn.sdk.organizations.revokeOrganizationInvitation({ organizationId: ACME.id, invitationId });
    await standIn.sdk.organizations.createOrganizationMembership(seat);
    const wanted = { organizationId: ACME.id, includeMembersCount: true };
    expect(await standIn.sdk.organizations.getOrganization(wanted)).toMatchObject({
      membersCount: 3,
      maxAllowedMemberships: 3,
    });
  });

  test("are those of the instance where it has none of its own, and 0 is any number", async () => {
    expect(await standIn.sdk.organizations.getOrganization({ organizationId: ACME.id })).toMatchObject({
      maxAllowedMemberships: 20,
    });
    await standIn.rpc.configure({ maxAllowedMemberships: 2 });
    await expect(invite(ACME.id)).rejects.toMatchObject(full);
    await standIn.sdk.organizations.updateOrganization(ACME.id, { maxAllowedMemberships: 0 });
    await invite(ACME.id);
    const wanted = [someone(), someone()];
    await standIn.sdk.organizations.updateOrganization(GLOBEX.id, { maxAllowedMemberships: 4 });
    await expect(
      standIn.sdk.organizations.createOrganizationInvitationBulk(GLOBEX.id, wanted),
    ).rejects.toMatchObject(full);
    await expect(
      standIn.sdk.organizations.updateOrganization(ACME.id, { maxAllowedMemberships: -1 }),
    ).rejects.toMatchObject({ status: 422 });
  });
});
