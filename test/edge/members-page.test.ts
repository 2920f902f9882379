import { afterAll, beforeAll, expect, test } from "vitest";
import { noticeOf } from "#test/support/invitations.ts";
import { newPlace, type Place } from "#test/support/members.ts";
import { ADA, MILO } from "#test/support/people.ts";
import { asPerson, postForm, type Headers } from "#test/support/requests.ts";
import { type Site, startSite, WEBHOOK_ENDPOINT } from "#test/support/site.ts";

let site: Site;
beforeAll(async () => {
  site = await startSite();
  await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
});
afterAll(() => site.dispose());

async function submit(place: Place, fields: Headers, by = ADA) {
  const headers = await asPerson(site, { userId: by.id, orgId: place.orgId });
  return postForm(site, `/orgs/${place.slug}/members`, { headers, fields: { org: place.orgId, ...fields } });
}

test("the members page changes roles and removes by its forms, and says so", async () => {
  const place = await newPlace(site, "org:member");
  const steps = { "org:admin": "promoted", "org:member": "demoted", remove: "removed" };
  for (const [act, notice] of Object.entries(steps)) {
    expect(noticeOf(await submit(place, { act, member: MILO.id }))).toBe(`member-${notice}`);
  }
  const headers = await asPerson(site, { userId: ADA.id, orgId: place.orgId });
  const activity = await (await site.fetch(`/orgs/${place.slug}/activity`, { headers })).text();
  expect(activity).toMatch(/removed the member\s*<q>Former member/);
});

test("the members page says why not, and offers nothing about oneself, or to who may not", async () => {
  const place = await newPlace(site, "org:member");
  const last = await submit(place, { act: "org:member", member: ADA.id });
  expect([last.status, await last.text()]).toEqual([409, expect.stringContaining("needs an admin")]);
  const odd = await submit(place, { act: "org:owner", member: MILO.id });
  expect([odd.status, await odd.text()]).toEqual([400, expect.stringContaining("could not be read")]);
  const gone = await submit(place, { act: "remove", member: "user_nobody" });
  expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining("no member here any more")]);
  const milo = await submit(place, { act: "remove", member: ADA.id }, MILO);
  expect(milo.status).toBe(403);
  const shown = async (person: { readonly id: string }) => {
    const headers = await asPerson(site, { userId: person.id, orgId: place.orgId });
    const html = await (await site.fetch(`/orgs/${place.slug}/members`, { headers })).text();
    return [...html.matchAll(/name="member" value="([^"]+)"/g)].map(([, userId]) => userId);
  };
  expect([await shown(ADA), await shown(MILO)]).toEqual([[MILO.id], []]);
});
