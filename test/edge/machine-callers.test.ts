import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RIGHTS, type Right } from "#src/auth/rights.ts";
import { newTaskId } from "#src/lib/ids.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { problemOf, sameBytes } from "#test/support/api.ts";
import { bearer, newApiKey, newM2MToken, ownersSdk } from "#test/support/machines.ts";
import { ACME, ADA, GLOBEX } from "#test/support/people.ts";
import { asPerson } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { allTasks } from "#test/support/tasks.ts";

// The table's own keys.
const EVERY_RIGHT = Object.keys(RIGHTS) as Right[];
const TASKS = "/api/tasks";
const MADE_UP = `ak_${"x".repeat(32)}`;
const NO_TOKEN = [401, "unauthenticated", true];

let site: Site;
/** Acme's, with every scope that there is. */
let key: { readonly id: string; readonly secret: string };
beforeAll(async () => {
  site = await asDocumented(await startSite());
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 6 }), () => {});
  key = await newApiKey(site, { subject: ACME.id, scopes: EVERY_RIGHT });
});
beforeEach(() => site.clerk.clearRequests());
afterAll(() => site.dispose());

async function calls(): Promise<string[]> {
  return (await site.clerk.requests()).map(({ path }) => path);
}

function addTask(token: string, title: string, more: Record<string, string> = {}) {
  const headers = bearer(token, { "content-type": "application/json", ...more });
  return site.fetch(TASKS, { method: "POST", headers, body: JSON.stringify({ title }) });
}

async function idOf(response: Awaited<ReturnType<Site["fetch"]>>): Promise<string> {
  const text = await response.text();
  expect(response.status, text).toBe(201);
  // As the document has it.
  return (JSON.parse(text) as { id: string }).id;
}

/** What the site keeps of a thing that a machine added. */
async function traceOf(id: string) {
  const [task, deed] = await site.database.batch<Record<string, unknown>>([
    site.database.prepare("select org_id, created_by from tasks where id = ?").bind(id),
    site.database.prepare("select org_id, actor_id, details from activity where subject_id = ?").bind(id),
  ]);
  return { task: task?.results[0], deed: deed?.results[0] };
}

const SENDERS = [
  ["an API key", "api_keys", () => newApiKey(site, { subject: ACME.id, scopes: EVERY_RIGHT })],
  [
    "a machine's token",
    "m2m_tokens",
    () => newM2MToken(site, { claims: { org_id: ACME.id, permissions: EVERY_RIGHT } }),
  ],
] as const;

describe.each(SENDERS)("with %s", (_, api, sender) => {
  test("a program reads its organization's tasks, and no other's, for one call to Clerk each", async () => {
    const { secret } = await sender();
    await site.clerk.clearRequests();
    const response = await site.fetch(TASKS, { headers: bearer(secret) });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    const { results } = await site.database
      .prepare("select id, org_id from tasks")
      .all<{ id: string; org_id: string }>();
    expect(results.some(({ org_id }) => org_id === GLOBEX.id)).toBe(true);
    for (const { id, org_id } of results) expect(text.includes(id)).toBe(org_id === ACME.id);
    expect(await calls()).toEqual([`/${api}/verify`]);
  });

  test("it adds a task under its own id, once for each key that it names", async () => {
    const { id: machineId, secret } = await sender();
    const named = { "idempotency-key": "import-1" };
    const id = await idOf(await addTask(secret, "Count the crates", named));
    expect(await idOf(await addTask(secret, "Count the crates", named))).toBe(id);
    expect(await problemOf(await addTask(secret, "Another", named))).toEqual([422, "key_reused", true]);
    expect(await idOf(await addTask(key.secret, "Count the crates", named))).not.toBe(id);
    expect(await traceOf(id)).toMatchObject({
      task: { org_id: ACME.id, created_by: machineId },
      deed: { org_id: ACME.id, actor_id: machineId },
    });
    const shown = await site.fetch(`${TASKS}/${id}`, { headers: bearer(secret) });
    expect(await shown.json()).toMatchObject({ id, createdBy: machineId });
    const comments = `${TASKS}/${id}/comments`;
    const headers = bearer(secret, { "content-type": "application/json" });
    await idOf(await site.fetch(comments, { method: "POST", headers, body: '{"body":"Done at dawn."}' }));
    expect(await (await site.fetch(comments, { headers })).json()).toMatchObject({
      comments: [{ author: machineId, body: "Done at dawn." }],
    });
    const log = await site.fetch(`/api/activity?actor=${machineId}`, { headers });
    expect(await log.json()).toMatchObject({ deeds: [{ actor: machineId }, { actor: machineId }] });
  });

  test("another organization's task is none, in the same bytes as one that is nowhere", async () => {
    const { secret } = await sender();
    const foreign = await site.database
      .prepare("select id from tasks where org_id = ?")
      .bind(GLOBEX.id)
      .first<string>("id");
    const [theirs, absent] = await Promise.all(
      [foreign, newTaskId()].map((id) => site.fetch(`${TASKS}/${id}`, { headers: bearer(secret) })),
    );
    if (theirs === undefined || absent === undefined) throw new Error("no answer");
    expect(theirs.status).toBe(404);
    expect(await sameBytes(theirs)).toBe(await sameBytes(absent));
  });

  test("it may say which organization it means, by its id", async () => {
    const { secret } = await sender();
    const ask = (organization: string) =>
      site.fetch(TASKS, { headers: bearer(secret, { "expected-organization": organization }) });
    expect((await ask(ACME.id)).status).toBe(200);
    for (const other of [GLOBEX.id, "globex", "nowhere"]) {
      expect(await problemOf(await ask(other))).toEqual([409, "wrong_organization", true]);
    }
  });
});

test("people read on the pages that a key did it, whatever it is called", async () => {
  const { secret } = await newApiKey(site, { subject: ACME.id, scopes: ["tasks.create"], name: "Ada Novak" });
  const id = await idOf(await addTask(secret, "Wake the press"));
  const ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  const read = async (path: string) => (await site.fetch(path, { headers: ada })).text();
  for (const page of [
    await read("/orgs/acme/activity"),
    await read("/orgs/acme/dashboard"),
    await read(`/orgs/acme/tasks/${id}`),
  ]) {
    expect(page).toContain("Ada Novak (API key)");
  }
  expect(await read("/orgs/acme/tasks?order=newest")).toContain("By API key");
});

async function revoked({ id, secret }: { readonly id: string; readonly secret: string }): Promise<string> {
  expect((await site.fetch(TASKS, { headers: bearer(secret) })).status).toBe(200);
  await ownersSdk(site).apiKeys.revoke({ apiKeyId: id });
  return secret;
}

describe("a token is refused that", () => {
  const all = { org_id: ACME.id, permissions: EVERY_RIGHT };

  test.each<[what: string, token: () => Promise<string> | string, calls: number]>([
    ["is made up", () => MADE_UP, 1],
    ["is a machine's and made up", () => `mt_${"x".repeat(32)}`, 1],
    ["is revoked", async () => revoked(await newApiKey(site, { subject: ACME.id, scopes: EVERY_RIGHT })), 1],
    ["is a person's key", async () => (await personsKey()).secret, 1],
    [
      "is for another machine",
      async () => (await newM2MToken(site, { claims: all, scopedMachines: [] })).secret,
      1,
    ],
    [
      "names no organization",
      async () => (await newM2MToken(site, { claims: { ...all, org_id: null } })).secret,
      1,
    ],
    [
      "names no organization's id",
      async () => (await newM2MToken(site, { claims: { ...all, org_id: "acme" } })).secret,
      1,
    ],
    ["claims nothing", async () => (await newM2MToken(site, { claims: null })).secret, 1],
    [
      "is a machine's, as a JWT",
      async () => (await newM2MToken(site, { claims: all, tokenFormat: "jwt" })).secret,
      0,
    ],
    ["is an OAuth access token", () => `oat_${"x".repeat(32)}`, 0],
    ["is too short to be one", () => "ak_1", 0],
    ["has more behind it", () => `${key.secret} x`, 0],
    ["is spelt otherwise", () => key.secret.replace("ak_", "AK_"), 0],
  ])("%s", async (_, token, asked) => {
    const sent = await token();
    await site.clerk.clearRequests();
    const before = await allTasks(site.database);
    expect(await problemOf(await site.fetch(TASKS, { headers: bearer(sent) }))).toEqual(NO_TOKEN);
    expect(await problemOf(await addTask(sent, "Never"))).toEqual(NO_TOKEN);
    expect(await allTasks(site.database)).toBe(before);
    expect((await calls()).length).toBe(2 * asked);
  });

  const personsKey = () => newApiKey(site, { subject: ADA.id, scopes: EVERY_RIGHT });
});
