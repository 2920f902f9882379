import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { WEBHOOK_ENDPOINT } from "#test/support/site.ts";
import { Browser, browserFor } from "./browser.ts";
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

/** The events that came, each with the name of what it is about. */
async function told() {
  await clerk.rpc.deliverWebhooks();
  return clerk.received.map(({ event }) => event);
}

/** The Backend API's own words about something. */
async function backend(path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${SECRET_KEY}` };
  return (await fetch(`${clerk.url}/v1${path}`, { headers })).json();
}

async function signUp(email: string): Promise<Browser> {
  const browser = new Browser(clerk);
  await browser.boot();
  const fields = { email_address: email, password: "a good password" };
  const { json } = await browser.call("POST", "/client/sign_ups", fields);
  const path = `/client/sign_ups/${String(json.response?.["id"])}`;
  await browser.call("POST", `${path}/prepare_verification`, { strategy: "email_code" });
  const code = (await clerk.rpc.lastCodeFor(email)) ?? "";
  await browser.call("POST", `${path}/attempt_verification`, { strategy: "email_code", code });
  return browser;
}

describe("a site hears of a person who", () => {
  test("signs up", async () => {
    await signUp("kim@own.example");
    const [person, session] = await told();
    expect(clerk.types()).toEqual(["user.created", "session.created"]);
    const id = person?.type === "user.created" ? person.data.id : "";
    expect(person?.data).toEqual(await backend(`/users/${id}`));
    expect(session?.data).toMatchObject({ user_id: id, status: "active", user: { id } });
  });

  test("changes their name", async () => {
    const browser = await browserFor(clerk, { userId: MILO.id });
    await browser.call("PATCH", "/me", { first_name: "Emil" });
    const events = await told();
    expect(clerk.types()).toEqual(["session.created", "user.updated"]);
    expect(events[1]?.data).toEqual(await backend(`/users/${MILO.id}`));
    expect(events[1]?.data).toMatchObject({ first_name: "Emil" });
  });

  test("has another address, or another first one, in one event each", async () => {
    const { id } = await clerk.sdk.emailAddresses.createEmailAddress({
      userId: MILO.id,
      emailAddress: "milo@own.example",
      verified: true,
    });
    await clerk.sdk.emailAddresses.updateEmailAddress(id, { primary: true });
    const [added, chosen] = await told();
    expect(clerk.types()).toEqual(["user.updated", "user.updated"]);
    expect(added?.data).toMatchObject({ id: MILO.id, email_addresses: [{}, { id }] });
    expect(chosen?.data).toEqual(await backend(`/users/${MILO.id}`));
    expect(chosen?.data).toMatchObject({ primary_email_address_id: id });
  });

  test("is deleted from outside", async () => {
    await clerk.sdk.users.updateUser(NORA.id, { externalId: "employee-7" });
    await clerk.sdk.users.deleteUser(NORA.id);
    const events = await told();
    expect(clerk.types()).toEqual(["user.updated", "user.deleted"]);
    const deleted = { object: "user", id: NORA.id, deleted: true, external_id: "employee-7" };
    expect(events[1]?.data).toEqual(deleted);
  });

  test("deletes their account, with the memberships and sessions that end with it", async () => {
    const browser = await browserFor(clerk, { userId: MILO.id });
    await browser.call("DELETE", "/me");
    const events = await told();
    const person = events.at(-1);
    expect(person?.type).toBe("user.deleted");
    expect(clerk.types().slice(0, -1).toSorted()).toEqual([
      "organizationMembership.deleted",
      "session.created",
      "session.removed",
    ]);
    const membership = events.find(({ type }) => type === "organizationMembership.deleted");
    expect(membership?.data).toMatchObject({
      organization: { id: ACME.id },
      public_user_data: { user_id: MILO.id, identifier: MILO.email },
    });
    expect(person?.data).toEqual({ object: "user", id: MILO.id, deleted: true });
  });
});

describe("a site hears of a session that is", () => {
  test.each([
    ["remove", "session.removed"],
    ["end", "session.ended"],
  ])("closed by its browser (%s)", async (action, type) => {
    const browser = await browserFor(clerk, { userId: ADA.id });
    await browser.call("POST", `/client/sessions/${browser.sessionId ?? ""}/${action}`);
    const events = await told();
    expect(clerk.types()).toEqual(["session.created", type]);
    expect(events[1]?.data).toMatchObject({ object: "session", user_id: ADA.id, user: { id: ADA.id } });
  });

  test("signed out with the browser", async () => {
    const browser = await browserFor(clerk, { userId: ADA.id });
    await browser.call("DELETE", "/client/sessions");
    await told();
    expect(clerk.types()).toEqual(["session.created", "session.removed"]);
  });

  test("revoked from outside", async () => {
    const { sessionId } = await clerk.rpc.sessionFor({ userId: ADA.id });
    await clerk.sdk.sessions.revokeSession(sessionId);
    const events = await told();
    expect(clerk.types()).toEqual(["session.created", "session.revoked"]);
    expect(events[1]?.data).toMatchObject({ ...((await backend(`/sessions/${sessionId}`)) as object) });
  });
});

describe("a site hears of an organization that is", () => {
  test("made, with its first member", async () => {
    const made = await clerk.sdk.organizations.createOrganization({ name: "Initech", createdBy: NORA.id });
    const [organization, membership] = await told();
    expect(clerk.types()).toEqual(["organization.created", "organizationMembership.created"]);
    expect(organization?.data).toEqual(await backend(`/organizations/${made.id}`));
    expect(membership?.data).toMatchObject({
      role: "org:admin",
      organization: { id: made.id, slug: "initech" },
      public_user_data: { user_id: NORA.id, identifier: NORA.email },
    });
  });

  test("renamed", async () => {
    await clerk.sdk.organizations.updateOrganization(ACME.id, { name: "Acme Two" });
    const [organization] = await told();
    expect(clerk.types()).toEqual(["organization.updated"]);
    expect(organization?.data).toEqual(await backend(`/organizations/${ACME.id}`));
  });

  test("deleted, with every membership as it was", async () => {
    await clerk.sdk.organizations.deleteOrganization(ACME.id);
    const events = await told();
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

test("the end of an organization or a person is told alone where an instance tells no cascades", async () => {
  await clerk.rpc.configure({ cascadesAreTold: false });
  const browser = await browserFor(clerk, { userId: MILO.id });
  await clerk.rpc.deleteOrganization(GLOBEX.id);
  await browser.call("DELETE", "/me");
  await told();
  expect(clerk.types()).toEqual(["session.created", "organization.deleted", "user.deleted"]);
});

test("a site hears of a member who comes, rises and goes", async () => {
  const { organizations } = clerk.sdk;
  const seat = { organizationId: ACME.id, userId: NORA.id };
  const added = await organizations.createOrganizationMembership({ ...seat, role: "org:member" });
  await organizations.updateOrganizationMembership({ ...seat, role: "org:admin" });
  const raised = await backend(`/organizations/${ACME.id}/memberships?user_id=${NORA.id}`);
  await organizations.deleteOrganizationMembership(seat);
  const events = await told();
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
  const [event] = await told();
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
    await told();
    clerk.forget();
    const path = `/client/sessions/${browser.sessionId ?? ""}`;
    await browser.call("GET", "/client");
    await browser.call("POST", `${path}/touch`, { active_organization_id: GLOBEX.id });
    await browser.call("POST", `${path}/tokens`);
    await browser.visit("/orgs/acme/dashboard");
    expect(await told()).toEqual([]);
  });

  test("a change that changes nothing, or that was refused", async () => {
    await clerk.sdk.organizations.updateOrganization(ACME.id, { name: "Acme" });
    const lastAdmin = { organizationId: ACME.id, userId: ADA.id };
    await clerk.sdk.organizations.deleteOrganizationMembership(lastAdmin).catch(() => {});
    expect(await told()).toEqual([]);
  });

  test("a reset, a mark, or the way back to it", async () => {
    await clerk.rpc.mark();
    await clerk.rpc.configure({ webhooksHeld: true });
    await clerk.rpc.renameOrganization({ orgId: ACME.id, name: "Acme Two" });
    await clerk.rpc.goBack();
    await clerk.rpc.reset();
    await clerk.rpc.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
    expect(await told()).toEqual([]);
    expect(await clerk.rpc.webhooks()).toEqual([]);
  });
});
