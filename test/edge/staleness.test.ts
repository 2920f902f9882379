import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemOf, write } from "#test/support/api.ts";
import { breakDown, backendCalls } from "#test/support/outages.ts";
import { ADA, GITA, MILO } from "#test/support/people.ts";
import { asPerson, postForm } from "#test/support/requests.ts";
import { type Site, startSite, WEBHOOK_ENDPOINT } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";
import { membershipEvent, sendWebhook } from "#test/support/webhook-events.ts";

/** Seconds after the event, which are the age of a token that was issued with it. */
const AGES = [0, 1, 2, 30, 59, 64, 66] as const;

let site: Site;
beforeAll(async () => {
  site = await startSite();
  await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
});
afterAll(() => site.dispose());

type Held = {
  readonly orgId: string;
  readonly slug: string;
  readonly sessionId: string;
  /** What a token says of the organization. */
  readonly claims: Record<string, string | object>;
  readonly task: string;
};

let organizations = 0;

/** An organization of Ada's, with a task of hers, in which Milo is an admin as well and holds a session. */
async function begin(): Promise<Held> {
  organizations += 1;
  const { id: orgId, slug } = await site.clerk.createOrganization({
    name: `Stale ${organizations}`,
    createdBy: ADA.id,
  });
  await site.clerk.addMember({ orgId, userId: MILO.id, role: "org:admin" });
  await site.clerk.deliverWebhooks();
  const { sessionId, token } = await site.clerk.sessionFor({ userId: MILO.id, orgId });
  const { o, fea } = JSON.parse(
    atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")),
  ) as Held["claims"] & { o: object; fea: string };
  const task = await addTask(site.database, { title: "Ada's", createdBy: ADA.id, orgId });
  return { orgId, slug, sessionId, claims: { o, fea }, task };
}

/** Milo's token of then, which says what it said then. In the middle of its second, so that none passes meanwhile. */
async function bearer({ sessionId, claims }: Held, age: number) {
  const token = await site.clerk.tokenFor({ sessionId, ageSeconds: age - 0.5, claims });
  return { authorization: `Bearer ${token}` };
}

type Ask = (
  held: Held,
  headers: Record<string, string>,
) => readonly [path: string, init: Parameters<Site["fetch"]>[1]];

const ROUTES: Readonly<Record<string, { readonly done: number; readonly ask: Ask }>> = {
  read: { done: 200, ask: (_, headers) => ["/api/tasks", { headers }] },
  write: {
    done: 201,
    ask: (_, headers) => [
      "/api/tasks",
      {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: '{"title":"Late"}',
      },
    ],
  },
  admin: { done: 200, ask: (_, headers) => ["/api/admin/users", { headers }] },
  export: { done: 200, ask: (_, headers) => ["/api/reports/tasks", { method: "POST", headers }] },
  destructive: {
    done: 204,
    ask: ({ task }, headers) => [`/api/tasks/${task}?version=1`, { method: "DELETE", headers }],
  },
};

const EVENTS: Readonly<Record<string, (held: Held) => Promise<unknown>>> = {
  demoted: ({ orgId }) => site.clerk.setRole({ orgId, userId: MILO.id, role: "org:member" }),
  removed: ({ orgId }) => site.clerk.removeMember({ orgId, userId: MILO.id }),
  "organization deleted": ({ orgId }) => site.clerk.deleteOrganization(orgId),
  "signed out": ({ sessionId }) => site.clerk.revokeSession(sessionId),
};

/** The rule: at 65 s the token itself ends; before, reads and ordinary writes go on, and nothing else does. */
function expected(event: string, route: string, age: number): number {
  if (age > 65) return 401;
  const isOrdinary = route === "read" || (route === "write" && event !== "organization deleted");
  return isOrdinary ? (ROUTES[route]?.done ?? 0) : 403;
}

async function askFor(held: Held, route: string, age: number) {
  const [path, init] = ROUTES[route]?.ask(held, await bearer(held, age)) ?? expect.fail();
  return site.fetch(path, init);
}

describe("an old token", () => {
  test.each(Object.keys(ROUTES))(
    "is good for %s until it ends, where nothing has happened",
    async (route) => {
      for (const age of [0, 64]) {
        const held = await begin();
        const response = await askFor(held, route, age);
        expect([age, response.status]).toEqual([age, ROUTES[route]?.done]);
      }
    },
  );

  const rows: string[] = [];
  afterAll(() => {
    const ages = AGES.map((age) => `${age} s`).join(" | ");
    const rule = AGES.map(() => "---").join(" | ");
    const table = [
      `| event | route | ${ages} |`,
      `| --- | --- | ${rule} |`,
      ...rows.map((row) => `| ${row} |`),
    ];
    process.stdout.write(`${table.join("\n")}\n`);
  });

  test.each(Object.entries(EVENTS))("of who was %s does what the rule says", async (event, happen) => {
    const held = await begin();
    await happen(held);
    await site.clerk.deliverWebhooks();
    await site.clerk.clearRequests();
    const table: Record<string, number[]> = {};
    const rule: Record<string, number[]> = {};
    for (const route of Object.keys(ROUTES)) {
      for (const age of AGES) {
        const response = await askFor(held, route, age);
        if (response.status === 403) {
          expect(await problemOf(response)).toEqual([403, "forbidden", true]);
        } else await response.arrayBuffer();
        (table[route] ??= []).push(response.status);
        (rule[route] ??= []).push(expected(event, route, age));
      }
      rows.push([event, route, ...(table[route] ?? [])].join(" | "));
    }
    expect(table).toEqual(rule);
    // The webhook was all it took: Clerk is not asked who may still do what.
    expect(await backendCalls(site)).toEqual([]);
  });
});

describe("what was taken away", () => {
  test("is not given back by an event that comes late, or again", async () => {
    const held = await begin();
    const seat = { orgId: held.orgId, userId: MILO.id };
    const earlier = Date.now() - 60_000;
    await EVENTS["demoted"]?.(held);
    await site.clerk.deliverWebhooks();
    const late = membershipEvent("updated", { ...seat, role: "org:admin" }, earlier);
    expect((await sendWebhook(site, late)).status).toBe(200);
    const all = (await site.clerk.webhooks()).map(({ id }) => id);
    await site.clerk.deliverWebhooks({ ids: all.toReversed() });
    expect((await askFor(held, "admin", 1)).status).toBe(403);
  });

  test("is not done by a form either, on whose page stands what a role too low is told", async () => {
    const held = await begin();
    const milo = await asPerson(site, { userId: MILO.id, orgId: held.orgId });
    const page = (path: string) => site.fetch(path, { headers: milo });
    expect((await page("/admin")).status).toBe(200);
    await EVENTS["demoted"]?.(held);
    await site.clerk.deliverWebhooks();
    for (const path of ["/admin", "/billing", `/orgs/${held.slug}/integrations`]) {
      const response = await page(path);
      expect([path, response.status, (await response.text()).includes("<title>Not allowed")]).toEqual([
        path,
        403,
        true,
      ]);
    }
    const form = { org: held.orgId, act: "delete", task: held.task, version: "1" };
    const refused = await postForm(site, `/orgs/${held.slug}/tasks`, { headers: milo, fields: form });
    expect(refused.status).toBe(403);
    const left = await site.database.prepare("select id from tasks where id = ?").bind(held.task).all();
    expect(left.results).toHaveLength(1);
  });

  test("comes back with the next token when the person is admin again", async () => {
    const held = await begin();
    await EVENTS["demoted"]?.(held);
    await site.clerk.setRole({ orgId: held.orgId, userId: MILO.id, role: "org:admin" });
    await site.clerk.deliverWebhooks();
    expect((await askFor(held, "admin", 0)).status).toBe(200);
  });
});

/** An organization made a moment ago, of which no event has come yet. */
async function fresh() {
  await site.clerk.configure({ webhookEndpoint: null });
  const { id: orgId } = await site.clerk.createOrganization({ name: "Fresh", createdBy: GITA.id });
  const { token } = await site.clerk.sessionFor({ userId: GITA.id, orgId });
  await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
  await site.clerk.clearRequests();
  return { orgId, headers: { authorization: `Bearer ${token}` } };
}

describe("of whom the mirror has not heard", () => {
  test("Clerk is asked, once for each admin act, and nothing for others", async () => {
    const { headers } = await fresh();
    expect((await site.fetch("/api/reports/tasks", { method: "POST", headers })).status).toBe(200);
    expect(await backendCalls(site)).toHaveLength(1);
    expect((await site.fetch("/api/tasks", { headers })).status).toBe(200);
    expect(await backendCalls(site)).toHaveLength(1);
  });

  test("Clerk's word counts, and not the token's", async () => {
    const { orgId, headers } = await fresh();
    await site.clerk.configure({ webhooksHeld: true });
    await site.clerk.addMember({ orgId, userId: ADA.id, role: "org:admin" });
    await site.clerk.removeMember({ orgId, userId: GITA.id });
    const response = await site.fetch("/api/reports/tasks", { method: "POST", headers });
    expect(await problemOf(response)).toEqual([403, "forbidden", true]);
    await site.clerk.configure({ webhooksHeld: false });
  });

  test("nothing is allowed while Clerk does not answer, and ordinary work goes on", async () => {
    const { headers } = await fresh();
    await breakDown(site, { api: "backend", kind: "down" });
    const refused = await site.fetch("/api/reports/tasks", { method: "POST", headers });
    expect(refused.headers.get("retry-after")).toBe("10");
    expect(await problemOf(refused)).toEqual([503, "unavailable", true]);
    const body = write(site, headers, { method: "POST", body: { title: "Work" } });
    expect((await site.fetch("/api/tasks", body)).status).toBe(201);
    await site.clerk.fault(null);
  });
});
