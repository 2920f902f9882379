import { verifyWebhook } from "@clerk/backend/webhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RETRY_DELAYS_MS, svixHeaders } from "#clerk-local/svix.ts";
import { ACME, ADA, MILO, NORA } from "#test/support/people.ts";
import { WEBHOOK_ENDPOINT } from "#test/support/site.ts";
import { type Receiving, startReceiving, WEBHOOK_SECRET } from "./receiver.ts";

const HOUR_MS = 60 * 60 * 1000;

let clerk: Receiving;
beforeAll(async () => void (clerk = await startReceiving()));
beforeEach(async () => {
  await clerk.rpc.reset();
  clerk.forget();
  await clerk.rpc.configure({ webhookEndpoint: WEBHOOK_ENDPOINT, webhooksHeld: true });
});
afterAll(() => clerk.stop());

const rename = (name: string) => clerk.rpc.renameOrganization({ orgId: ACME.id, name });
const ids = () => clerk.received.map(({ id }) => id);
const statuses = async () =>
  (await clerk.rpc.webhooks()).map(({ state, attempts }) => [state, ...attempts.map(({ status }) => status)]);

/** Three events of an organization's life; their ids. */
async function three(): Promise<string[]> {
  await rename("Acme Two");
  await clerk.rpc.addMember({ orgId: ACME.id, userId: NORA.id, role: "org:member" });
  await clerk.rpc.setRole({ orgId: ACME.id, userId: MILO.id, role: "org:admin" });
  return (await clerk.rpc.webhooks()).map(({ id }) => id);
}

test("webhooks go out by themselves, and whoever causes one does not wait for it", async () => {
  const answer = Promise.withResolvers<number>();
  clerk.answerWith(answer.promise);
  const arrival = clerk.nextArrival();
  await clerk.rpc.configure({ webhooksHeld: false });
  await rename("Acme Two");
  await arrival;
  await rename("Acme Three");
  expect(await statuses()).toEqual([["waiting"], ["waiting"]]);
  answer.resolve(200);
  await clerk.rpc.deliverWebhooks();
  expect(await statuses()).toEqual([
    ["delivered", 200],
    ["delivered", 204],
  ]);
});

test("webhooks arrive in the order of what happened", async () => {
  const happened = await three();
  await clerk.rpc.deliverWebhooks();
  expect(ids()).toEqual(happened);
  expect(clerk.types()).toEqual([
    "organization.updated",
    "organizationMembership.created",
    "organizationMembership.updated",
  ]);
});

describe("the signature", () => {
  test("is good for five minutes, under the site's own secret, and for these bytes", async () => {
    await rename("Acme Two");
    await clerk.rpc.deliverWebhooks();
    const [sent] = clerk.received;
    const request = sent?.request() ?? new Request(WEBHOOK_ENDPOINT);
    await expect(verifyWebhook(request, { signingSecret: `whsec_${btoa("another")}` })).rejects.toThrow();
    const changed = new Request(WEBHOOK_ENDPOINT, { method: "POST", headers: request.headers, body: "{}" });
    await expect(verifyWebhook(changed, { signingSecret: WEBHOOK_SECRET })).rejects.toThrow();
    const signed = { id: "msg_old", body: "{}", atMs: Date.now() - 6 * 60 * 1000, secret: WEBHOOK_SECRET };
    const headers = await svixHeaders(signed);
    const old = new Request(WEBHOOK_ENDPOINT, { method: "POST", headers, body: "{}" });
    await expect(verifyWebhook(old, { signingSecret: WEBHOOK_SECRET })).rejects.toThrow("too old");
  });

  test("is made anew for an attempt hours later", async () => {
    await rename("Acme Two");
    await clerk.rpc.advanceClock(3 * HOUR_MS);
    await clerk.rpc.deliverWebhooks();
    expect(clerk.received).toHaveLength(1);
  });
});

describe("what the site does not take", () => {
  test.each([500, 404, 302, 400])("is tried again after an answer of %i", async (status) => {
    await rename("Acme Two");
    clerk.answerWith(status);
    await clerk.rpc.deliverWebhooks();
    expect(await statuses()).toEqual([["waiting", status]]);
    await clerk.rpc.advanceClock(5000);
    await clerk.rpc.deliverWebhooks();
    expect(await statuses()).toEqual([["delivered", status, 204]]);
    expect(new Set(ids()).size).toBe(1);
    expect(ids()).toHaveLength(2);
  });

  test("is tried eight times, as Svix spaces them, and then no more", async () => {
    await rename("Acme Two");
    clerk.answerWith(...Array.from({ length: 8 }, () => 500));
    await clerk.rpc.deliverWebhooks();
    for (const delayMs of RETRY_DELAYS_MS) {
      const [webhook] = await clerk.rpc.webhooks();
      const failedAtMs = webhook?.attempts.at(-1)?.atMs ?? 0;
      expect(webhook?.dueAtMs).toBeGreaterThanOrEqual(failedAtMs + delayMs);
      expect(webhook?.dueAtMs).toBeLessThan(failedAtMs + delayMs + 5000);
      await clerk.rpc.advanceClock(delayMs);
      await clerk.rpc.deliverWebhooks();
    }
    expect(clerk.received).toHaveLength(8);
    await clerk.rpc.advanceClock(100 * HOUR_MS);
    await clerk.rpc.deliverWebhooks();
    expect(await statuses()).toEqual([["failed", ...Array.from({ length: 8 }, () => 500)]]);
  });

  test("does not hold up what happened later, nor is it tried before its time", async () => {
    const [first, second, third] = await three();
    clerk.answerWith(503);
    await clerk.rpc.deliverWebhooks();
    await clerk.rpc.deliverWebhooks();
    expect(ids()).toEqual([first, second, third]);
    await clerk.rpc.advanceClock(5000);
    await clerk.rpc.deliverWebhooks();
    expect(ids()).toEqual([first, second, third, first]);
  });
});

describe("on command", () => {
  test("a webhook is replayed under its own id", async () => {
    await rename("Acme Two");
    await clerk.rpc.deliverWebhooks();
    const [{ id } = { id: "" }] = await clerk.rpc.webhooks();
    await clerk.rpc.deliverWebhooks({ ids: [id] });
    expect(ids()).toEqual([id, id]);
    expect(clerk.received[1]?.event).toEqual(clerk.received[0]?.event);
    expect(await statuses()).toEqual([["delivered", 204, 204]]);
  });

  test("webhooks come in another order, late, and twice", async () => {
    const [first = "", second = "", third = ""] = await three();
    await clerk.rpc.deliverWebhooks({ ids: [third, first, third] });
    expect(ids()).toEqual([third, first, third]);
    await clerk.rpc.advanceClock(HOUR_MS);
    await clerk.rpc.deliverWebhooks();
    expect(ids()).toEqual([third, first, third, second]);
  });

  test("fifty copies come at once", async () => {
    await rename("Acme Two");
    const [{ id } = { id: "" }] = await clerk.rpc.webhooks();
    const answer = Promise.withResolvers<number>();
    clerk.answerWith(answer.promise);
    const sent = clerk.rpc.deliverWebhooks({ ids: Array.from({ length: 50 }, () => id), atOnce: true });
    // The first is not answered before the last has come.
    while (clerk.received.length < 50) await clerk.nextArrival();
    answer.resolve(200);
    await sent;
    const [webhook] = await clerk.rpc.webhooks();
    expect(webhook?.attempts).toHaveLength(50);
  });

  test("nothing unknown is sent", async () => {
    await expect(clerk.rpc.deliverWebhooks({ ids: ["msg_unknown"] })).rejects.toThrow("msg_unknown");
  });
});

describe("webhooks stay on this machine", () => {
  test.each([
    "https://example.com/hooks",
    "https://10.0.0.1/",
    "ftp://localhost/",
    "http://localhost.example.com/",
  ])("and are not sent to %s", async (webhookEndpoint) => {
    await expect(clerk.rpc.configure({ webhookEndpoint })).rejects.toThrow("this machine only");
    await rename("Acme Two");
    await clerk.rpc.deliverWebhooks();
    expect(clerk.received).toHaveLength(1);
  });

  test("and go nowhere where no endpoint is set", async () => {
    await clerk.rpc.configure({ webhookEndpoint: null, webhooksHeld: false });
    await clerk.rpc.sessionFor({ userId: ADA.id });
    await clerk.rpc.deliverWebhooks();
    expect(await statuses()).toEqual([["unsent"]]);
    expect(clerk.received).toEqual([]);
    await clerk.rpc.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
    await clerk.rpc.deliverWebhooks();
    expect(clerk.received).toEqual([]);
  });
});
