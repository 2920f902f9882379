import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, ADA, GITA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

type Wanted = Omit<
  Parameters<StandIn["sdk"]["organizations"]["createOrganizationInvitation"]>[0],
  "organizationId"
>;

const KIM: Wanted = { emailAddress: "kim@new.example", role: "org:member" };

const invite = (wanted: Partial<Wanted> = {}) =>
  standIn.sdk.organizations.createOrganizationInvitation({ organizationId: ACME.id, ...KIM, ...wanted });

const inviteAll = (wanted: Wanted[]) =>
  standIn.sdk.organizations.createOrganizationInvitationBulk(ACME.id, wanted);

const listed = (filter: object = {}) =>
  standIn.sdk.organizations.getOrganizationInvitationList({ organizationId: ACME.id, ...filter });

const revoke = (invitationId: string, requestingUserId: string = ADA.id) =>
  standIn.sdk.organizations.revokeOrganizationInvitation({
    organizationId: ACME.id,
    invitationId,
    requestingUserId,
  });

describe("inviting through the Backend API", () => {
  test("makes a pending invitation for thirty days and sends its link", async () => {
    const invitation = await invite({
      emailAddress: " Kim@New.example",
      role: "org:admin",
      inviterUserId: ADA.id,
      publicMetadata: { department: "press" },
      privateMetadata: { grade: 3 },
    });
    expect(invitation).toMatchObject({
      emailAddress: "kim@new.example",
      role: "org:admin",
      roleName: "Admin",
      status: "pending",
      organizationId: ACME.id,
      publicMetadata: { department: "press" },
      privateMetadata: { grade: 3 },
      raw: { inviter_id: ADA.id, public_inviter_data: { identifier: ADA.email } },
    });
    expect(invitation.expiresAt - invitation.createdAt).toBe(30 * DAY_MS);
    const [mail] = await standIn.rpc.mail({ to: "kim@new.example" });
    expect(mail).toMatchObject({ kind: "organization_invitation", code: null, link: invitation.url });
    expect(mail?.subject).toContain("Ada");
    expect(mail?.text).toContain(invitation.url);
    expect(standIn.printed()).toContain(`the invitation for kim@new.example is at ${invitation.url ?? ""}`);
    expect(invitation.url).toMatch(/^http:\/\/localhost:8787\/__clerk\/v1\/tickets\/accept\?ticket=[\w.-]+$/);
  });

  test("is read by its id, and not as another organization's", async () => {
    const { id: invitationId } = await invite();
    const { organizations } = standIn.sdk;
    const read = await organizations.getOrganizationInvitation({ organizationId: ACME.id, invitationId });
    expect(read).toMatchObject({ id: invitationId, emailAddress: KIM.emailAddress });
    await expect(
      organizations.getOrganizationInvitation({ organizationId: GLOBEX.id, invitationId }),
    ).rejects.toMatchObject({ status: 404 });
  });

  test("sends no mail where the caller does not want one", async () => {
    // `notify` is in Clerk's OpenAPI document and not in the SDK's type.
    await invite({ ...KIM, notify: false } as Wanted);
    expect(await standIn.rpc.mail()).toEqual([]);
  });

  test("counts as a pending invitation of the organization until it is over", async () => {
    const pending = async () =>
      (await standIn.sdk.organizations.getOrganization({ organizationId: ACME.id })).raw
        ?.pending_invitations_count;
    const { id } = await invite({ expiresInDays: 2 });
    await invite({ emailAddress: "lea@new.example" });
    expect(await pending()).toBe(2);
    await standIn.rpc.advanceClock(2 * DAY_MS);
    expect(await pending()).toBe(1);
    expect(
      await standIn.sdk.organizations.getOrganizationInvitation({
        organizationId: ACME.id,
        invitationId: id,
      }),
    ).toMatchObject({ status: "expired", url: null });
  });

  test("is listed newest first, page by page, by status", async () => {
    const first = await invite();
    const second = await invite({ emailAddress: "lea@new.example" });
    const third = await invite({ emailAddress: "max@new.example", expiresInDays: 1 });
    await revoke(second.id);
    await standIn.rpc.advanceClock(DAY_MS);
    const all = await listed();
    expect(all.data.map(({ id }) => id)).toEqual([third.id, second.id, first.id]);
    expect((await listed({ status: ["pending"] })).data.map(({ id }) => id)).toEqual([first.id]);
    const over = await listed({ status: ["revoked", "expired"] });
    expect(over.data.map(({ status }) => status)).toEqual(["expired", "revoked"]);
    const page = await listed({ limit: 1, offset: 1 });
    expect(page).toMatchObject({ totalCount: 3, data: [{ id: second.id }] });
  });

  test("is listed for the invited person with the organization's name", async () => {
    await invite({ emailAddress: NORA.email });
    const { data } = await standIn.sdk.users.getOrganizationInvitationList({
      userId: NORA.id,
      status: "pending",
    });
    expect(data).toMatchObject([
      { emailAddress: NORA.email, publicOrganizationData: { id: ACME.id, name: "Acme", slug: "acme" } },
    ]);
  });

  test.each<[string, Partial<Wanted>, number, string]>([
    ["an address that is none", { emailAddress: "nobody" }, 422, "form_param_format_invalid"],
    // @ts-expect-error no role of the product
    ["a role that is none", { role: "org:owner" }, 422, "form_param_value_invalid"],
    ["an inviter who is not a member", { inviterUserId: NORA.id }, 403, "not_a_member_in_organization"],
    ["an inviter who may not invite", { inviterUserId: MILO.id }, 403, "missing_organization_permission"],
    ["an inviter who is nobody", { inviterUserId: "user_unknown" }, 404, "resource_not_found"],
    ["a member", { emailAddress: MILO.email }, 400, "already_a_member_in_organization"],
    ["more than a year", { expiresInDays: 366 }, 422, "form_param_value_invalid"],
    ["another kind of address", { redirectUrl: "javascript:alert(1)" }, 422, "form_param_format_invalid"],
  ])("is refused for %s, and nothing is sent", async (_, wanted, status, code) => {
    await expect(invite(wanted)).rejects.toMatchObject({ status, errors: [{ code }] });
    expect((await listed()).totalCount).toBe(0);
    expect(await standIn.rpc.mail()).toEqual([]);
  });

  test("is refused a second time while the first is pending, and not afterwards", async () => {
    const { id } = await invite();
    const duplicate = { status: 400, errors: [{ code: "organization_invitation_not_unique" }] };
    await expect(invite()).rejects.toMatchObject(duplicate);
    await expect(invite({ emailAddress: "KIM@new.example" })).rejects.toMatchObject(duplicate);
    await revoke(id);
    expect(await invite({ expiresInDays: 1 })).toMatchObject({ status: "pending" });
    await standIn.rpc.advanceClock(DAY_MS);
    expect(await invite()).toMatchObject({ status: "pending" });
  });

  test("lets one through when the same address is invited many times at once", async () => {
    const settled = await Promise.allSettled(Array.from({ length: 20 }, () => invite()));
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await standIn.rpc.mail()).toHaveLength(1);
  });
});

describe("inviting in bulk", () => {
  const address = (number: number): Wanted => ({ ...KIM, emailAddress: `p${number}@new.example` });

  test("takes ten, each with its own role, and no eleventh", async () => {
    const ten = Array.from({ length: 10 }, (_, number) => address(number));
    const { data, totalCount } = await inviteAll([{ ...address(0), role: "org:admin" }, ...ten.slice(1)]);
    expect(totalCount).toBe(10);
    expect(data.map(({ role }) => role).slice(0, 2)).toEqual(["org:admin", "org:member"]);
    await expect(inviteAll([...ten, address(10)])).rejects.toMatchObject({
      status: 400,
      errors: [{ code: "bulk_size_exceeded" }],
    });
    expect(await standIn.rpc.mail()).toHaveLength(10);
  });

  test.each([
    ["a member", { ...KIM, emailAddress: MILO.email }],
    ["the same address again", address(1)],
    ["an inviter who may not", { ...KIM, inviterUserId: GITA.id }],
  ])("invites nobody when one of them is %s", async (_, wanted) => {
    await expect(inviteAll([address(1), wanted])).rejects.toMatchObject({ clerkError: true });
    expect((await listed()).totalCount).toBe(0);
    expect(await standIn.rpc.mail()).toEqual([]);
  });
});

describe("revoking", () => {
  test("ends an invitation, once", async () => {
    const { id } = await invite();
    expect(await revoke(id)).toMatchObject({ id, status: "revoked", url: null });
    await expect(revoke(id)).rejects.toMatchObject({
      status: 404,
      errors: [{ code: "organization_invitation_not_pending" }],
    });
  });

  test("is for members who may invite", async () => {
    const { id } = await invite();
    await expect(revoke(id, MILO.id)).rejects.toMatchObject({
      errors: [{ code: "missing_organization_permission" }],
    });
    await expect(revoke(id, NORA.id)).rejects.toMatchObject({
      errors: [{ code: "not_a_member_in_organization" }],
    });
    expect((await listed({ status: ["pending"] })).totalCount).toBe(1);
  });
});
