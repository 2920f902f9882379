import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADA } from "#test/support/people.ts";
import { Browser } from "./browser.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const KIM = { emailAddress: "kim@new.example" };

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("live")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

const invite = (wanted: Partial<Parameters<StandIn["sdk"]["invitations"]["createInvitation"]>[0]> = {}) =>
  standIn.sdk.invitations.createInvitation({ ...KIM, ...wanted });

async function ticketFrom(link: string | undefined) {
  const browser = new Browser(standIn);
  const { to } = await browser.open(link ?? "");
  return {
    browser,
    to,
    fields: { strategy: "ticket", ticket: to?.searchParams.get("__clerk_ticket") ?? "" },
  };
}

describe("an invitation into the application", () => {
  test("lets its address sign up, once, with its metadata", async () => {
    const { id, url, status } = await invite({ publicMetadata: { plan: "trial" }, redirectUrl: "/hello" });
    expect(status).toBe("pending");
    expect(await standIn.rpc.mail()).toMatchObject([
      { to: "kim@new.example", kind: "invitation", link: url },
    ]);
    const { browser, to, fields } = await ticketFrom(url);
    expect(to?.pathname).toBe("/hello");
    expect(to?.searchParams.get("__clerk_status")).toBe("sign_up");
    const { json } = await browser.call("POST", "/client/sign_ups", {
      ...fields,
      password: "a good password",
    });
    expect(json.response).toMatchObject({ status: "complete", email_address: "kim@new.example" });
    const person = await standIn.sdk.users.getUser(String(json.response?.["created_user_id"]));
    expect(person.publicMetadata).toEqual({ plan: "trial" });
    const { data } = await standIn.sdk.invitations.getInvitationList();
    expect(data).toMatchObject([{ id, status: "accepted", url: undefined }]);
    const again = await new Browser(standIn).open(url ?? "");
    expect(again.text).toContain("invitation_already_accepted");
  });

  test("cannot be used to sign in while nobody has its address", async () => {
    const { browser, fields } = await ticketFrom((await invite()).url);
    const { json } = await browser.call("POST", "/client/sign_ins", fields);
    expect(json.errors).toMatchObject([{ code: "invitation_account_not_exists" }]);
  });

  test("is refused for an address that is invited or has an account, unless that is to be ignored", async () => {
    await invite();
    await expect(invite()).rejects.toMatchObject({
      status: 400,
      errors: [{ code: "duplicate_record", meta: { emailAddresses: [KIM.emailAddress] } }],
    });
    await expect(invite({ emailAddress: ADA.email })).rejects.toMatchObject({
      status: 422,
      errors: [{ code: "form_identifier_exists" }],
    });
    await invite({ ignoreExisting: true });
    await invite({ emailAddress: ADA.email, ignoreExisting: true });
  });

  test("is revoked once, expires, and is deleted", async () => {
    const { invitations } = standIn.sdk;
    const { id, url } = await invite();
    expect(await invitations.revokeInvitation(id)).toMatchObject({ status: "revoked", revoked: true });
    await expect(invitations.revokeInvitation(id)).rejects.toMatchObject({
      errors: [{ code: "invitation_already_revoked" }],
    });
    expect((await new Browser(standIn).open(url ?? "")).text).toContain("revoked_invitation");
    await invite({ expiresInDays: 1 });
    await standIn.rpc.advanceClock(DAY_MS);
    expect((await invitations.getInvitationList()).data.map(({ status }) => status)).toEqual(["expired"]);
    expect((await invitations.getInvitationList({ status: "revoked" })).totalCount).toBe(1);
    await invitations.deleteInvitation(id);
    expect((await invitations.getInvitationList({ status: "revoked" })).totalCount).toBe(0);
  });

  test("is made in bulk, at most ten at once, all of them or none", async () => {
    const { invitations } = standIn.sdk;
    const eleven = Array.from({ length: 11 }, (_, number) => ({ emailAddress: `p${number}@new.example` }));
    await expect(invitations.createInvitationBulk(eleven)).rejects.toMatchObject({
      errors: [{ code: "bulk_size_exceeded" }],
    });
    await expect(invitations.createInvitationBulk([KIM, KIM])).rejects.toMatchObject({ status: 400 });
    expect(await invitations.createInvitationBulk(eleven.slice(1))).toHaveLength(10);
    const found = await invitations.getInvitationList({ query: "P10@" });
    expect(found.data.map(({ emailAddress }) => emailAddress)).toEqual(["p10@new.example"]);
  });
});
