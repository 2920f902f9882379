import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, ADA, GLOBEX, HUGO, MILO, NORA } from "#test/support/people.ts";
import { type Browser, browserFor } from "./browser.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

const PATH = `/organizations/${ACME.id}/invitations`;
const MEMBER = "org:member";

let standIn: StandIn;
let ada: Browser;
beforeAll(async () => void (standIn = await startStandIn("live")));
beforeEach(async () => {
  await standIn.rpc.reset();
  ada = await browserFor(standIn, { userId: ADA.id, orgId: ACME.id });
});
afterAll(() => standIn.stop());

const inviteAll = (emails: readonly string[], role = MEMBER) =>
  ada.call(
    "POST",
    `${PATH}/bulk`,
    new URLSearchParams([...emails.map((email) => ["email_address", email]), ["role", role]]),
  );

const pathOf = (response: unknown) => `${PATH}/${String((response as { id: unknown }).id)}`;

describe("an admin in Clerk's profile of the organization", () => {
  test("invites several at once, and sees them as pending", async () => {
    const { json } = await inviteAll(["kim@new.example", "lea@new.example"]);
    expect(json.response).toMatchObject([
      { email_address: "kim@new.example", role: MEMBER, role_name: "Member", status: "pending" },
      { email_address: "lea@new.example", organization_id: ACME.id },
    ]);
    expect(json.client?.sessions[0]?.user.organization_memberships).toMatchObject([
      { organization: { id: ACME.id, pending_invitations_count: 2 } },
      { organization: { id: GLOBEX.id, pending_invitations_count: 0 } },
    ]);
    const list = await ada.call("GET", `${PATH}?status=pending&limit=1&offset=0`);
    expect(list.json.response).toMatchObject({
      total_count: 2,
      data: [{ email_address: "lea@new.example" }],
    });
    expect((await standIn.rpc.mail()).map(({ subject }) => subject)).toEqual([
      "Ada invites you to Acme",
      "Ada invites you to Acme",
    ]);
  });

  test("invites one, and revokes", async () => {
    const { json } = await ada.call("POST", PATH, { email_address: "kim@new.example", role: MEMBER });
    const revoked = await ada.call("POST", `${pathOf(json.response)}/revoke`);
    expect(revoked.json.response).toMatchObject({ status: "revoked" });
    const again = await ada.call("POST", `${pathOf(json.response)}/revoke`);
    expect(again).toMatchObject({
      status: 404,
      json: { errors: [{ code: "organization_invitation_not_pending" }] },
    });
  });

  test("never sees the link, which is the invited person's", async () => {
    await inviteAll(["kim@new.example"]);
    const ticket = new URL((await standIn.rpc.mail())[0]?.link ?? "").searchParams.get("ticket");
    expect(ticket).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const list = await ada.call("GET", PATH);
    expect(JSON.stringify(list.json)).not.toContain(ticket);
  });

  test("is told which addresses are none, and who is a member", async () => {
    const wrong = await inviteAll(["kim@new.example", "nobody", "no one@x"]);
    expect(wrong).toMatchObject({
      status: 422,
      json: {
        errors: [{ code: "form_param_format_invalid", meta: { email_addresses: ["nobody", "no one@x"] } }],
      },
    });
    const member = await inviteAll(["kim@new.example", MILO.email]);
    expect(member.json.errors).toMatchObject([
      { code: "already_a_member_in_organization", long_message: expect.stringContaining(MILO.email) },
    ]);
    const many = await inviteAll(Array.from({ length: 11 }, (_, number) => `p${number}@new.example`));
    expect(many.json.errors).toMatchObject([{ code: "bulk_size_exceeded" }]);
    expect(await standIn.rpc.mail()).toEqual([]);
  });
});

test("a member neither invites, nor sees who is invited, nor revokes", async () => {
  const milo = await browserFor(standIn, { userId: MILO.id, orgId: ACME.id });
  const { json } = await inviteAll(["kim@new.example"]);
  const [invitation] = Object.values(json.response ?? {});
  const answers = await Promise.all([
    milo.call("GET", PATH),
    milo.call("POST", PATH, { email_address: "lea@new.example", role: MEMBER }),
    milo.call("POST", `${PATH}/bulk`, { email_address: "lea@new.example", role: MEMBER }),
    milo.call("POST", `${pathOf(invitation)}/revoke`),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
});

test("an admin of another organization cannot revoke through their own", async () => {
  const hugo = await browserFor(standIn, { userId: HUGO.id, orgId: GLOBEX.id });
  const { json } = await inviteAll(["kim@new.example"]);
  const [invitation] = Object.values(json.response ?? {});
  const path = pathOf(invitation).replace(ACME.id, GLOBEX.id);
  expect(await hugo.call("POST", `${path}/revoke`)).toMatchObject({
    status: 404,
    json: { errors: [{ code: "organization_invitation_not_found" }] },
  });
});

describe("somebody who is invited", () => {
  const mine = "/me/organization_invitations";

  test("sees the invitations to any address that is theirs, and joins by one, once", async () => {
    await standIn.sdk.emailAddresses.createEmailAddress({
      userId: NORA.id,
      emailAddress: "nora@second.example",
      verified: true,
    });
    await inviteAll([NORA.email, "kim@new.example"]);
    await standIn.sdk.organizations.createOrganizationInvitation({
      organizationId: GLOBEX.id,
      emailAddress: "nora@second.example",
      role: MEMBER,
    });
    const nora = await browserFor(standIn, { userId: NORA.id });
    const { json } = await nora.call("GET", `${mine}?status=pending`);
    expect(json.response).toMatchObject({
      total_count: 2,
      data: [
        { public_organization_data: { id: GLOBEX.id, slug: "globex" } },
        { public_organization_data: { id: ACME.id, name: "Acme" } },
      ],
    });
    const { data } = json.response as { readonly data: readonly { readonly id: string }[] };
    const accepted = await nora.call("POST", `${mine}/${data[1]?.id ?? ""}/accept`);
    expect(accepted.json.response).toMatchObject({
      status: "accepted",
      public_organization_data: { id: ACME.id },
    });
    expect(accepted.json.client?.sessions).toMatchObject([
      {
        last_active_organization_id: null,
        user: { organization_memberships: [{ role: MEMBER, organization: { id: ACME.id } }] },
      },
    ]);
    const again = await nora.call("POST", `${mine}/${data[1]?.id ?? ""}/accept`);
    expect(again.json.errors).toMatchObject([{ code: "organization_invitation_already_accepted" }]);
  });

  test("joins once by a hundred clicks", async () => {
    const { json } = await inviteAll([NORA.email]);
    const { id } = (json.response as unknown as readonly { readonly id: string }[])[0] ?? { id: "" };
    const browsers = await Promise.all(
      Array.from({ length: 100 }, () => browserFor(standIn, { userId: NORA.id })),
    );
    const answers = await Promise.all(browsers.map((nora) => nora.call("POST", `${mine}/${id}/accept`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ json: { errors } }) => errors?.[0]?.code))).toEqual(
      new Set(["organization_invitation_already_accepted"]),
    );
  });

  test("cannot accept what another person was invited to", async () => {
    const { json } = await inviteAll([NORA.email]);
    const [invitation] = Object.values(json.response ?? {}) as { readonly id: string }[];
    const hugo = await browserFor(standIn, { userId: HUGO.id });
    expect(await hugo.call("POST", `${mine}/${invitation?.id ?? ""}/accept`)).toMatchObject({
      status: 404,
      json: { errors: [{ code: "organization_invitation_not_found" }] },
    });
  });
});
