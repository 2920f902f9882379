import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { WEBHOOK_ENDPOINT } from "#test/support/site.ts";
import { browserFor } from "./browser.ts";
import * as invited from "./invited.ts";
import { type Receiving, startReceiving } from "./receiver.ts";
import { SECRET_KEY } from "./stand-in.ts";

let clerk: Receiving;
beforeAll(async () => void (clerk = await startReceiving()));
beforeEach(async () => {
  await clerk.rpc.reset();
  clerk.forget();
  await clerk.rpc.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
});
afterAll(() => clerk.stop());

describe("a site hears of an organization that is", () => {
  test("made, with its first member", async () => {
    const made = await clerk.sdk.organizations.createOrganization({ name: "Initech", createdBy: NORA.id });
    const [organization, membership] = await clerk.told();
    expect(clerk.types()).toEqual(["organization.created", "organizationMembership.created"]);
    expect(organization?.data).toEqual(await clerk.backend(`/organizations/${made.id}`));
    expect(membership?.data).toMatchObject({
      role: "org:admin",
      organization: { id: made.id, slug: "initech" },
      public_user_data: { user_id: NORA.id, identifier: NORA.email },
    });
  });

  test("renamed", async () => {
    await clerk.sdk.organizations.updateOrganization(ACME.id, { name: "Acme Two" });
    const [organization] = await clerk.told();
    expect(clerk.types()).toEqual(["organization.updated"]);
    expect(organization?.data).toEqual(await clerk.backend(`/organizations/${ACME.id}`));
  });

  test("deleted, with every membership as it was", async () => {
    await clerk.sdk.organizations.deleteOrganization(ACME.id);
    const events = await clerk.told();
    const deleted = events.find(({ type }) => type === "organization.deleted");
    expect(deleted?.data).toEqual({ object: "organization", id: ACME.id, slug: "acme", deleted: true });
    const memberships = events.filter(({ type }) => type === "organizationMembership.deleted");
    expect(memberships).toHaveLength(2);
    expect(memberships.map(({ data }) => data)).toEqual(
      [ADA, MILO].map(({ id }) =>
        expect.objectContaining({
          public_user_data: expect.objectContaining({ user_id: id }),
          organization: expect.objectContaining({ id: ACME.id, name: "Acme" }),
        }),
      ),
    );
  });
});

describe("a site hears of an invitation that is", () => {
  test("made, and taken back", async () => {
    const { id } = await invited.invite(clerk, "kim@own.example");
    const made = await clerk.backend(`/organizations/${ACME.id}/invitations/${id}`);
    await clerk.sdk.organizations.revokeOrganizationInvitation({
      organizationId: ACME.id,
      invitationId: id,
      requestingUserId: ADA.id,
    });
    const [created, revoked] = await clerk.told();
    expect(clerk.types()).toEqual(["organizationInvitation.created", "organizationInvitation.revoked"]);
    expect(created?.data).toEqual(made);
    expect(revoked?.data).toMatchObject({ id, status: "revoked", email_address: "kim@own.example" });
  });

  test("accepted, by whom, and of their seat", async () => {
    const { id } = await invited.invite(clerk, NORA.email);
    const browser = await browserFor(clerk, { userId: NORA.id });
    await clerk.told();
    clerk.forget();
    await invited.openInvitation(clerk, NORA.email, browser);
    const events = await clerk.told();
    const accepted = events.find(({ type }) => type === "organizationInvitation.accepted");
    expect(accepted?.data).toMatchObject({ id, status: "accepted", user_id: NORA.id });
    expect(clerk.types().toSorted()).toEqual([
      "organizationInvitation.accepted",
      "organizationMembership.created",
    ]);
  });

  test("one of several, each in its own event", async () => {
    const params = ["a@own.example", "b@own.example"].map((emailAddress) => ({
      emailAddress,
      role: "org:member" as const,
      inviterUserId: ADA.id,
    }));
    await clerk.sdk.organizations.createOrganizationInvitationBulk(ACME.id, params);
    const events = await clerk.told();
    expect(events.map(({ type, data }) => [type, data])).toEqual(
      params.map(({ emailAddress }) => [
        "organizationInvitation.created",
        expect.objectContaining({ email_address: emailAddress }),
      ]),
    );
  });
});

test("the end of an organization or a person is told alone where an instance tells no cascades", async () => {
  await clerk.rpc.configure({ cascadesAreTold: false });
  const browser = await browserFor(clerk, { userId: MILO.id });
  await clerk.rpc.deleteOrganization(GLOBEX.id);
  await browser.call("DELETE", "/me");
  await clerk.told();
  expect(clerk.types()).toEqual(["session.created", "organization.deleted", "user.deleted"]);
});

test("a site hears of a member who comes, rises and goes", async () => {
  const { organizations } = clerk.sdk;
  const seat = { organizationId: ACME.id, userId: NORA.id };
  const added = await organizations.createOrganizationMembership({ ...seat, role: "org:member" });
  await organizations.updateOrganizationMembership({ ...seat, role: "org:admin" });
  const raised = await clerk.backend(`/organizations/${ACME.id}/memberships?user_id=${NORA.id}`);
  await organizations.deleteOrganizationMembership(seat);
  const events = await clerk.told();
  expect(clerk.types()).toEqual([
    "organizationMembership.created",
    "organizationMembership.updated",
    "organizationMembership.deleted",
  ]);
  expect({ data: [events[1]?.data], total_count: 1 }).toEqual(raised);
  expect(events[2]?.data).toMatchObject({ id: added.id, role: "org:admin", organization: { id: ACME.id } });
});

test("an event says when it happened, by which instance and on whose call", async () => {
  const beforeMs = Date.now();
  const headers = {
    authorization: `Bearer ${SECRET_KEY}`,
    "content-type": "application/json",
    "user-agent": "a test",
    "x-forwarded-for": "203.0.113.7, 10.0.0.1",
  };
  const body = JSON.stringify({ name: "Acme Two" });
  await fetch(`${clerk.url}/v1/organizations/${ACME.id}`, { method: "PATCH", headers, body });
  const [event] = await clerk.told();
  expect(event).toMatchObject({
    object: "event",
    instance_id: expect.stringMatching(/^ins_/),
    event_attributes: { http_request: { client_ip: "203.0.113.7", user_agent: "a test" } },
  });
  expect(event?.timestamp).toBeGreaterThanOrEqual(beforeMs);
  expect(event?.timestamp).toBeLessThanOrEqual(Date.now());
});

describe("nobody is told of", () => {
  test("a visit", async () => {
    const browser = await browserFor(clerk, { userId: ADA.id, orgId: ACME.id });
    await clerk.told();
    clerk.forget();
    const path = `/client/sessions/${browser.sessionId ?? ""}`;
    await browser.call("GET", "/client");
    await browser.call("POST", `${path}/touch`, { active_organization_id: GLOBEX.id });
    await browser.call("POST", `${path}/tokens`);
    await browser.visit("/orgs/acme/dashboard");
    expect(await clerk.told()).toEqual([]);
  });

  test("a change that changes nothing, or that was refused", async () => {
    await clerk.sdk.organizations.updateOrganization(ACME.id, { name: "Acme" });
    const lastAdmin = { organizationId: ACME.id, userId: ADA.id };
    await clerk.sdk.organizations.deleteOrganizationMembership(lastAdmin).catch(() => {});
    expect(await clerk.told()).toEqual([]);
  });

  test("a reset, a mark, or the way back to it", async () => {
    await clerk.rpc.mark();
    await clerk.rpc.configure({ webhooksHeld: true });
    await clerk.rpc.renameOrganization({ orgId: ACME.id, name: "Acme Two" });
    await clerk.rpc.goBack();
    await clerk.rpc.reset();
    await clerk.rpc.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
    expect(await clerk.told()).toEqual([]);
    expect(await clerk.rpc.webhooks()).toEqual([]);
  });
});
