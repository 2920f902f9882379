import { afterAll, beforeEach, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { problemOf } from "#test/support/api.ts";
import { ACME, GLOBEX } from "#test/support/people.ts";
import { type Site, startSite, WEBHOOK_ENDPOINT } from "#test/support/site.ts";
import {
  membershipEvent,
  organizationEvent,
  sendWebhook,
  userEvent,
  webhookRequest,
} from "#test/support/webhook-events.ts";
import { everyRowIn, rowsOf } from "#test/support/every-row.ts";

const PATH = "/api/webhooks/clerk";

let site: Site;
beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
});
beforeEach(async () => {
  await site.clerk.reset();
  await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT, webhooksHeld: true });
});
afterAll(() => site.dispose());

const all = (sql: string, ...params: unknown[]) => rowsOf(site.database, sql, ...params);
const everyRow = () => everyRowIn(site.database);

const NOW = Date.now();
const GOOD = organizationEvent("updated", { id: ACME.id, name: "Forged" }, NOW);

describe("nothing is written by", () => {
  const DAY_OLD = NOW - 24 * 60 * 60 * 1000;
  const OTHER_SECRET = "whsec_b3RoZXIgc2VjcmV0LCBvdGhlciBzZWNyZXQ=";
  test.each<
    [string, (good: Awaited<ReturnType<typeof webhookRequest>>) => RequestInit | Promise<RequestInit>]
  >([
    ["no signature at all", ({ body }) => ({ method: "POST", body })],
    [
      "a made-up signature",
      ({ headers, ...rest }) => ({ ...rest, headers: { ...headers, "svix-signature": "v1,AAAA" } }),
    ],
    ["another's secret", () => webhookRequest(site, GOOD, { secret: OTHER_SECRET })],
    ["another body than was signed", (good) => ({ ...good, body: good.body.replace("Forged", "Forgery") })],
    [
      "another id than was signed",
      ({ headers, ...rest }) => ({ ...rest, headers: { ...headers, "svix-id": "msg_x" } }),
    ],
    ["a stale one", () => webhookRequest(site, GOOD, { atMs: DAY_OLD })],
    ["one of the future", () => webhookRequest(site, GOOD, { atMs: NOW + 10 * 60 * 1000 })],
    [
      "the standard's own header names",
      ({ headers, ...rest }) => ({
        ...rest,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name.replace("svix", "webhook"), value]),
        ),
      }),
    ],
    ["a body that is no JSON", () => webhookRequest(site, "not json")],
    ["a signed list", () => webhookRequest(site, [])],
    ["a signed null", () => webhookRequest(site, "null")],
    ["an event without data", () => webhookRequest(site, { ...GOOD, data: null })],
    ["an event without time", () => webhookRequest(site, { type: GOOD.type, data: GOOD.data })],
    ["an event with a time that is none", () => webhookRequest(site, { ...GOOD, timestamp: "now" })],
    ["a type that is none", () => webhookRequest(site, { ...GOOD, type: ["organization.updated"] })],
  ])("%s", async (_, made) => {
    const before = await everyRow();
    const response = await site.fetch(PATH, await made(await webhookRequest(site, GOOD)));
    expect(await problemOf(response)).toEqual([400, "bad_request", true]);
    expect(await everyRow()).toEqual(before);
  });

  test.each([
    ["user.created", "id"],
    ["user.updated", "email_addresses"],
    ["user.deleted", "id"],
    ["organization.created", "name"],
    ["organization.updated", "created_at"],
    ["organization.deleted", "id"],
    ["organizationMembership.created", "role"],
    ["organizationMembership.updated", "organization"],
    ["organizationMembership.deleted", "public_user_data"],
    ["organizationInvitation.created", "organization_id"],
    ["organizationInvitation.accepted", "id"],
    ["organizationInvitation.revoked", "id"],
    ["session.ended", "id"],
    ["session.removed", "id"],
    ["session.revoked", "id"],
  ])("%s without %s, and with it is taken", async (type, field) => {
    const before = await everyRow();
    const whole = {
      ...userEvent("created", { id: "user_shape" }, NOW).data,
      ...organizationEvent("created", { id: "org_shape" }, NOW).data,
      ...membershipEvent("created", { orgId: "org_shape", userId: "user_shape", role: "org:member" }, NOW)
        .data,
      organization_id: "org_shape",
      id: type.startsWith("user") ? "user_shape" : type.startsWith("session") ? "sess_shape" : "org_shape",
    };
    const without = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== field));
    const response = await sendWebhook(site, { type, timestamp: NOW, data: without });
    expect(await problemOf(response)).toEqual([400, "bad_request", true]);
    expect(await everyRow()).toEqual(before);
    expect((await sendWebhook(site, { type, timestamp: NOW, data: whole })).status).toBe(200);
  });

  test("more than any event is", async () => {
    const response = await sendWebhook(site, JSON.stringify({ ...GOOD, padding: "x".repeat(300_000) }));
    expect(await problemOf(response)).toEqual([413, "too_large", true]);
  });

  test.each(["GET", "PUT", "PATCH", "DELETE"])("%s", async (method) => {
    const response = await site.fetch(PATH, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("a webhook", () => {
  test("of a type that means nothing here is taken, and asks for no session and nothing of Clerk", async () => {
    await site.clerk.clearRequests();
    const response = await sendWebhook(site, { type: "sms.created", timestamp: NOW, data: {} });
    expect([response.status, await response.json()]).toEqual([200, { receipt: "ignored" }]);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await site.clerk.requests()).toEqual([]);
  });

  test("that is sent again, or by two attempts with other times, has one effect", async () => {
    const rename = (name: string) => organizationEvent("updated", { id: GLOBEX.id, name }, NOW + 1);
    const once = await sendWebhook(site, rename("Once"), { id: "msg_replayed" });
    expect(await once.json()).toEqual({ receipt: "done" });
    const again = await sendWebhook(site, rename("Twice"), { id: "msg_replayed", atMs: NOW - 60_000 });
    expect([again.status, await again.json()]).toEqual([200, { receipt: "repeated" }]);
    expect(await all("select name from organizations where org_id = ?", GLOBEX.id)).toEqual([
      { name: "Once" },
    ]);
  });

  test("that comes fifty times at once has one effect", async () => {
    await site.clerk.renameOrganization({ orgId: ACME.id, name: "Fifty" });
    const [sent] = await site.clerk.webhooks();
    const id = sent?.id ?? "none";
    await site.clerk.deliverWebhooks({ ids: Array.from({ length: 50 }, () => id), atOnce: true });
    const [delivered] = await site.clerk.webhooks();
    expect(delivered?.attempts.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(await all("select type from webhook_deliveries where id = ?", id)).toEqual([
      { type: "organization.updated" },
    ]);
    expect(await all("select name from organizations where org_id = ?", ACME.id)).toEqual([
      { name: "Fifty" },
    ]);
  });

  test("is answered 503 while the database is in trouble, and taken when Svix sends it again", async () => {
    await site.database.exec("alter table people rename to people_away");
    const event = userEvent("created", { id: "user_trouble" }, NOW);
    const refused = await sendWebhook(site, event, { id: "msg_trouble" });
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await problemOf(refused)).toEqual([503, "unavailable", true]);
    await site.database.exec("alter table people_away rename to people");
    expect(await all("select id from webhook_deliveries where id = 'msg_trouble'")).toEqual([]);
    const taken = await sendWebhook(site, event, { id: "msg_trouble" });
    expect(await taken.json()).toEqual({ receipt: "done" });
  });

  test("leaves nothing private in the database, and nothing of its body in the log", async () => {
    await sendWebhook(site, userEvent("created", { id: "user_private", name: "Seen" }, NOW));
    expect(await all("select * from people where id = 'user_private'")).toMatchObject([
      { name: "Seen", email: "user_private@x.example", image_url: "https://img.clerk.com/x" },
    ]);
    expect(JSON.stringify(await everyRow())).not.toContain("PRIVATE");
    expect(site.log.join()).not.toMatch(/PRIVATE|user_private@/);
  });
});
