import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, ADA, MILO, NORA } from "#test/support/people.ts";
import { WEBHOOK_ENDPOINT } from "#test/support/site.ts";
import { Browser, browserFor } from "./browser.ts";
import { type Receiving, startReceiving } from "./receiver.ts";

let clerk: Receiving;
beforeAll(async () => void (clerk = await startReceiving()));
beforeEach(async () => {
  await clerk.rpc.reset();
  clerk.forget();
  await clerk.rpc.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
});
afterAll(() => clerk.stop());

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
    const [person, session] = await clerk.told();
    expect(clerk.types()).toEqual(["user.created", "session.created"]);
    const id = person?.type === "user.created" ? person.data.id : "";
    expect(person?.data).toEqual(await clerk.backend(`/users/${id}`));
    expect(session?.data).toMatchObject({ user_id: id, status: "active", user: { id } });
  });

  test("changes their name", async () => {
    const browser = await browserFor(clerk, { userId: MILO.id });
    await browser.call("PATCH", "/me", { first_name: "Emil" });
    const events = await clerk.told();
    expect(clerk.types()).toEqual(["session.created", "user.updated"]);
    expect(events[1]?.data).toEqual(await clerk.backend(`/users/${MILO.id}`));
    expect(events[1]?.data).toMatchObject({ first_name: "Emil" });
  });

  test("has another address, or another first one, in one event each", async () => {
    const { id } = await clerk.sdk.emailAddresses.createEmailAddress({
      userId: MILO.id,
      emailAddress: "milo@own.example",
      verified: true,
    });
    await clerk.sdk.emailAddresses.updateEmailAddress(id, { primary: true });
    const [added, chosen] = await clerk.told();
    expect(clerk.types()).toEqual(["user.updated", "user.updated"]);
    expect(added?.data).toMatchObject({ id: MILO.id, email_addresses: [{}, { id }] });
    expect(chosen?.data).toEqual(await clerk.backend(`/users/${MILO.id}`));
    expect(chosen?.data).toMatchObject({ primary_email_address_id: id });
  });

  test("is deleted from outside", async () => {
    await clerk.sdk.users.updateUser(NORA.id, { externalId: "employee-7" });
    await clerk.sdk.users.deleteUser(NORA.id);
    const events = await clerk.told();
    expect(clerk.types()).toEqual(["user.updated", "user.deleted"]);
    const deleted = { object: "user", id: NORA.id, deleted: true, external_id: "employee-7" };
    expect(events[1]?.data).toEqual(deleted);
  });

  test("deletes their account, with the memberships and sessions that end with it", async () => {
    const browser = await browserFor(clerk, { userId: MILO.id });
    await browser.call("DELETE", "/me");
    const events = await clerk.told();
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
    const events = await clerk.told();
    expect(clerk.types()).toEqual(["session.created", type]);
    expect(events[1]?.data).toMatchObject({ object: "session", user_id: ADA.id, user: { id: ADA.id } });
  });

  test("signed out with the browser", async () => {
    const browser = await browserFor(clerk, { userId: ADA.id });
    await browser.call("DELETE", "/client/sessions");
    await clerk.told();
    expect(clerk.types()).toEqual(["session.created", "session.removed"]);
  });

  test("revoked from outside", async () => {
    const { sessionId } = await clerk.rpc.sessionFor({ userId: ADA.id });
    await clerk.sdk.sessions.revokeSession(sessionId);
    const events = await clerk.told();
    expect(clerk.types()).toEqual(["session.created", "session.revoked"]);
    expect(events[1]?.data).toMatchObject({ ...((await clerk.backend(`/sessions/${sessionId}`)) as object) });
  });
});
