import { afterAll, beforeAll, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, problemOf, write } from "#test/support/api.ts";
import { bearer, newApiKey } from "#test/support/machines.ts";
import { ACME, ADA, GLOBEX, MILO } from "#test/support/people.ts";
import { mostLetThrough } from "#test/support/rate-limits.ts";
import { asPerson, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const LIMIT = 5;
const API_WRITES = { limit: LIMIT, periodMs: 60_000 };
/** Enough to go over the limit, even where a new minute begins meanwhile. */
const SENT = 3 * LIMIT;

let site: Site;
beforeAll(async () => {
  site = await asDocumented(await startSite({ apiWriteLimit: LIMIT }));
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
});
afterAll(() => site.dispose());

function addTask(person: Headers, title: string) {
  return site.fetch("/api/tasks", write(site, person, { method: "POST", body: { title } }));
}

async function stored(title: string): Promise<number | null> {
  return site.database
    .prepare("select count(*) as n from tasks where title = ?")
    .bind(title)
    .first<number>("n");
}

test("who writes too much in an organization is told to wait; others, other places and reading go on", async () => {
  const [ada, milo, inGlobex] = await Promise.all(
    [
      [ADA, ACME],
      [MILO, ACME],
      [ADA, GLOBEX],
    ].map(([person, organization]) =>
      apiHeaders(site, { userId: person?.id ?? "", orgId: organization?.id ?? "" }),
    ),
  );
  if (ada === undefined || milo === undefined || inGlobex === undefined) throw new Error("nobody is here");
  const sinceMs = Date.now();
  const answers = await Promise.all(Array.from({ length: SENT }, () => addTask(ada, "Flood")));
  const most = mostLetThrough(API_WRITES, sinceMs);
  const refused = answers.filter(({ status }) => status === 429);
  const added = answers.filter(({ status }) => status === 201);
  expect([refused.length + added.length, await stored("Flood")]).toEqual([SENT, added.length]);
  expect(added.length).toBeGreaterThanOrEqual(LIMIT);
  expect(added.length).toBeLessThanOrEqual(most);
  for (const answer of refused) {
    expect(answer.headers.get("retry-after")).toBe("60");
    expect(await problemOf(answer)).toEqual([429, "rate_limited", true]);
  }

  for (const other of [milo, inGlobex]) expect((await addTask(other, "Calm")).status).toBe(201);
  for (let turn = 0; turn < SENT; turn += 1) {
    expect((await site.fetch("/api/tasks", { headers: ada })).status).toBe(200);
  }
  const person = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  for (let turn = 0; turn <= LIMIT; turn += 1) {
    const form = { headers: person, fields: { org: ACME.id, act: "create", title: `Form ${turn}` } };
    expect((await postForm(site, "/orgs/acme/tasks", form)).status).toBe(303);
    expect((await site.fetch("/orgs/acme/tasks", { headers: person })).status).toBe(200);
  }
});

test("a machine that runs away is told so as well, and not for what its organization's people did", async () => {
  const { secret } = await newApiKey(site, { subject: ACME.id, scopes: ["tasks.create", "tasks.read"] });
  const headers = bearer(secret, { "content-type": "application/json" });
  const add = () => site.fetch("/api/tasks", { method: "POST", headers, body: '{"title":"Run"}' });
  expect((await add()).status).toBe(201);
  const answers = await Promise.all(Array.from({ length: SENT }, add));
  expect(answers.map(({ status }) => status)).toContain(429);
  expect((await site.fetch("/api/tasks", { headers })).status).toBe(200);
});
