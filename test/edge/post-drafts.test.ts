import { afterAll, beforeAll, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, MILO } from "#test/support/people.ts";
import { asPerson, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const POSTS = "/orgs/acme/posts";

let site: Site;
let milo: Headers;

beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 0 }), () => {});
  milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

test("a draft is saved once, however often its form is sent, and asked about when its words have changed", async () => {
  const shown = await (await site.fetch(POSTS, { headers: milo })).text();
  const key = /name="key" value="([^"]+)"/.exec(shown)?.[1] ?? "";
  const form = { org: ACME.id, act: "draft", key, title: "Sent twice", body: "By a double click." };
  const send = (fields: Headers) => postForm(site, POSTS, { headers: milo, fields });
  const answers = await Promise.all([send(form), send(form), send(form)]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect(new Set(answers.map(({ headers }) => headers.get("location"))).size).toBe(1);
  expect(await drafts()).toHaveLength(1);

  const changed = await send({ ...form, body: "Other words." });
  const html = await changed.text();
  expect([changed.status, html.includes("This form was sent before, with other words.")]).toEqual([
    409,
    true,
  ]);
  expect(html).toContain("Other words.");
  const fresh = /name="key" value="([^"]+)"/.exec(html)?.[1] ?? "";
  expect((await send({ ...form, body: "Other words.", key: fresh })).status).toBe(303);
  expect((await send({ ...form, key: "ö" })).status).toBe(400);
  expect(await drafts()).toHaveLength(2);
});

async function drafts(): Promise<readonly unknown[]> {
  return (await site.database.prepare("select id from posts where title = 'Sent twice'").all()).results;
}
