import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, NORA } from "#test/support/people.ts";
import { type Browser, browserFor } from "./browser.ts";
import * as invited from "./invited.ts";
import { type Keys, type StandIn, startStandIn } from "./stand-in.ts";

const KIM = "kim@new.example";
const PASSWORD = "a good password";

describe.each<Keys>(["test", "live"])("an invitation's link with pk_%s keys", (keys) => {
  let standIn: StandIn;
  let visitor: Browser;
  beforeAll(async () => void (standIn = await startStandIn(keys)));
  beforeEach(async () => {
    await standIn.rpc.reset();
    visitor = await invited.newBrowser(standIn);
  });
  afterAll(() => standIn.stop());

  test("lets a new person sign up with the invited address and a password, as a member", async () => {
    const { id } = await invited.invite(standIn, KIM, { role: "org:admin" });
    const { page, status, ticket } = await invited.openInvitation(standIn, KIM, visitor);
    expect({ page, status }).toEqual({ page: `${standIn.appOrigin}/sign-up`, status: "sign_up" });
    const started = await invited.signUpBy(visitor, ticket);
    expect(started.json.response).toMatchObject({
      status: "missing_requirements",
      email_address: KIM,
      missing_fields: ["password"],
      unverified_fields: [],
      verifications: { email_address: { status: "verified", strategy: "ticket" } },
    });
    expect(await invited.invitationStatus(standIn, id)).toBe("pending");
    const path = `/client/sign_ups/${String(started.json.response?.["id"])}`;
    const fields = { strategy: "ticket", ticket, email_address: "other@new.example", password: PASSWORD };
    const done = await visitor.call("PATCH", path, fields);
    expect(done.json.response).toMatchObject({ status: "complete", email_address: KIM });
    expect(done.json.client?.sessions).toMatchObject([{ last_active_organization_id: ACME.id }]);
    const { auth } = await visitor.visit("/orgs/acme");
    expect(auth).toMatchObject({ orgId: ACME.id, orgRole: "org:admin" });
    expect(await invited.invitationStatus(standIn, id)).toBe("accepted");
  });

  test("signs an existing person in, as a member, with that organization active", async () => {
    await invited.invite(standIn, NORA.email);
    const { page, status, ticket } = await invited.openInvitation(standIn, NORA.email, visitor);
    expect({ page, status }).toEqual({ page: `${standIn.appOrigin}/sign-in`, status: "sign_in" });
    const { json } = await invited.signInBy(visitor, ticket);
    expect(json.response).toMatchObject({
      status: "complete",
      first_factor_verification: { status: "verified", strategy: "ticket" },
    });
    expect(json.client?.sessions).toMatchObject([{ last_active_organization_id: ACME.id }]);
    expect(await invited.seatsOf(standIn, NORA.id)).toEqual(["Acme org:member"]);
    expect((await visitor.visit("/orgs/acme")).auth).toMatchObject({ userId: NORA.id, orgId: ACME.id });
  });

  test("needs nothing more of the invited person who is signed in", async () => {
    const nora = await browserFor(standIn, { userId: NORA.id });
    const { id } = await invited.invite(standIn, NORA.email);
    const { page, status } = await invited.openInvitation(standIn, NORA.email, nora);
    expect({ page, status }).toEqual({ page: `${standIn.appOrigin}/`, status: "complete" });
    expect(await invited.invitationStatus(standIn, id)).toBe("accepted");
    const { json } = await nora.call("GET", "/client");
    expect(json.response).toMatchObject({ sessions: [{ last_active_organization_id: ACME.id }] });
  });
});

describe("an invitation", () => {
  let standIn: StandIn;
  let visitor: Browser;
  beforeAll(async () => void (standIn = await startStandIn("live")));
  beforeEach(async () => {
    await standIn.rpc.reset();
    visitor = await invited.newBrowser(standIn);
  });
  afterAll(() => standIn.stop());

  test("is signed up by in one call where everything is there", async () => {
    await invited.invite(standIn, KIM);
    const { ticket } = await invited.openInvitation(standIn, KIM, visitor);
    const fields = { password: PASSWORD, first_name: "Kim" };
    const { json } = await invited.signUpBy(visitor, ticket, fields);
    expect(json.response).toMatchObject({ status: "complete", first_name: "Kim" });
    const userId = String(json.response?.["created_user_id"]);
    expect(await invited.seatsOf(standIn, userId)).toEqual(["Acme org:member"]);
  });

  test("leads to its redirect URL, whose own query stays, and to a path of the site", async () => {
    await invited.invite(standIn, KIM, { redirectUrl: "https://elsewhere.example/join?from=mail" });
    await invited.invite(standIn, NORA.email, { redirectUrl: "/welcome" });
    expect(await invited.openInvitation(standIn, KIM, visitor)).toMatchObject({
      page: "https://elsewhere.example/join?from=mail",
      status: "sign_up",
    });
    expect(await invited.openInvitation(standIn, NORA.email, visitor)).toMatchObject({
      page: `${standIn.appOrigin}/welcome`,
      status: "sign_in",
    });
  });

  test("hands its metadata on to the membership", async () => {
    const metadata = { publicMetadata: { desk: 7 }, privateMetadata: { grade: 3 } };
    await invited.invite(standIn, NORA.email, metadata);
    const { ticket } = await invited.openInvitation(standIn, NORA.email, visitor);
    await invited.signInBy(visitor, ticket);
    const { data } = await standIn.sdk.users.getOrganizationMembershipList({ userId: NORA.id });
    expect(data).toMatchObject([metadata]);
  });

  test("stands in no list of requests", async () => {
    await invited.invite(standIn, NORA.email);
    const { ticket } = await invited.openInvitation(standIn, NORA.email, visitor);
    await invited.signInBy(visitor, ticket);
    expect(JSON.stringify(await standIn.rpc.requests())).not.toContain(ticket);
  });
});
