import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asDocumented } from "#test/support/api-document.ts";
import { problemOf, sameBytes, write } from "#test/support/api.ts";
import { both, changeMember, memberHeaders, newPlace, seatsOf, type Place } from "#test/support/members.ts";
import { backendCalls, breakDown } from "#test/support/outages.ts";
import { ADA, GITA, HUGO, MILO, NORA } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { type Site, startSite, WEBHOOK_ENDPOINT } from "#test/support/site.ts";

const REPEATS = 50;

let site: Site;
beforeAll(async () => {
  site = await asDocumented(await startSite());
  await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
});
afterAll(() => site.dispose());

const begin = (miloIs: "org:admin" | "org:member", by = ADA) => newPlace(site, miloIs, by);
const as = (person: { readonly id: string }, place: Place) => memberHeaders(site, person, place);
const change = (by: Headers, userId: string, role: string | null) => changeMember(site, by, { userId, role });
const seats = (place: Place) => seatsOf(site, place);

async function log({ orgId }: Place) {
  const sql =
    "select actor_id, action, subject_kind, subject_id, details from activity where org_id = ? order by seq";
  return (await site.database.prepare(sql).bind(orgId).all()).results;
}

describe("an admin", () => {
  test("gives and takes the admin role, and removes: at Clerk, in the mirror and in the log", async () => {
    const place = await begin("org:member");
    await site.clerk.configure({ webhooksHeld: true });
    const ada = await as(ADA, place);
    const promoted = await change(ada, MILO.id, "org:admin");
    expect([promoted.status, await promoted.json()]).toEqual([200, { userId: MILO.id, role: "org:admin" }]);
    expect(await seats(place)).toEqual(both("Ada admin, Milo admin"));
    const milo = await as(MILO, place);
    expect((await site.fetch("/api/admin/users", { headers: milo })).status).toBe(200);
    expect((await change(ada, MILO.id, "org:member")).status).toBe(200);
    expect(await seats(place)).toEqual(both("Ada admin, Milo member"));
    // Milo's token still calls them an admin, and no event has been heard.
    expect((await site.fetch("/api/admin/users", { headers: milo })).status).toBe(403);
    const removed = await change(ada, MILO.id, null);
    expect([removed.status, await removed.text()]).toEqual([204, ""]);
    expect(await seats(place)).toEqual(both("Ada admin"));
    const about = {
      actor_id: ADA.id,
      subject_kind: "member",
      subject_id: MILO.id,
      details: '{"title":null}',
    };
    expect(await log(place)).toEqual(
      ["member.promoted", "member.demoted", "member.removed"].map((action) => ({ ...about, action })),
    );
    await site.clerk.configure({ webhooksHeld: false });
    await site.clerk.deliverWebhooks();
    expect(await seats(place)).toEqual(both("Ada admin"));
  });

  test("who is the only one stays it, whatever becomes of it", async () => {
    const place = await begin("org:member");
    const ada = await as(ADA, place);
    await site.clerk.clearRequests();
    for (const role of ["org:member", null]) {
      expect(await problemOf(await change(ada, ADA.id, role))).toEqual([409, "last_admin", true]);
    }
    expect(await backendCalls(site)).toEqual([]);
    expect(await seats(place)).toEqual(both("Ada admin, Milo member"));
    expect(await log(place)).toEqual([]);
  });

  test("who is not the only one steps down, and may nothing of it any more", async () => {
    const place = await begin("org:admin");
    const ada = await as(ADA, place);
    expect((await change(ada, ADA.id, "org:member")).status).toBe(200);
    expect(await seats(place)).toEqual(both("Ada member, Milo admin"));
    expect(await problemOf(await change(ada, MILO.id, "org:member"))).toEqual([403, "forbidden", true]);
  });

  test("of another organization finds nobody there, and changes nothing", async () => {
    const place = await begin("org:member");
    const hugo = await as(HUGO, await begin("org:member", HUGO));
    for (const role of ["org:admin", null]) {
      const [foreign, absent] = await Promise.all(
        [ADA.id, "user_nobody"].map(async (userId) => sameBytes(await change(hugo, userId, role))),
      );
      expect(foreign).toBe(absent);
      expect(foreign).toContain('404 {"title":"Not Found"');
    }
    expect(await problemOf(await change(hugo, "nobody", null))).toEqual([404, "not_found", true]);
    expect(await seats(place)).toEqual(both("Ada admin, Milo member"));
  });

  test.each([[{}], [{ role: "org:owner" }], [{ role: "org:admin", more: 1 }]])(
    "is told what is wrong with %o",
    async (body) => {
      const place = await begin("org:member");
      const sent = write(site, await as(ADA, place), { method: "PATCH", body });
      expect(await problemOf(await site.fetch(`/api/members/${MILO.id}`, sent))).toEqual([
        422,
        "invalid",
        true,
      ]);
    },
  );

  test("made the organization a moment ago, of which no event has come", async () => {
    await site.clerk.configure({ webhookEndpoint: null });
    const place = await begin("org:admin", GITA);
    await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
    const gita = await as(GITA, place);
    expect(await problemOf(await change(gita, NORA.id, null))).toEqual([404, "not_found", true]);
    expect((await change(gita, MILO.id, "org:member")).status).toBe(200);
    expect(await seats(place)).toEqual(both(`Milo member, ${GITA.id} admin`));
  });
});

test("a member changes nobody", async () => {
  const place = await begin("org:member");
  const milo = await as(MILO, place);
  for (const [userId, role] of [[MILO.id, "org:admin"] as const, [ADA.id, null] as const]) {
    expect(await problemOf(await change(milo, userId, role))).toEqual([403, "forbidden", true]);
  }
  expect(await seats(place)).toEqual(both("Ada admin, Milo member"));
});

describe("what Clerk does not do", () => {
  test("leaves an admin who was to be none without their powers here, until it is asked again", async () => {
    const place = await begin("org:admin");
    const [ada, milo] = await Promise.all([as(ADA, place), as(MILO, place)]);
    for (const role of ["org:member", null]) {
      await breakDown(site, { api: "backend", kind: "down" });
      const answer = await change(ada, MILO.id, role);
      expect(answer.headers.get("retry-after")).toBe("10");
      expect(await problemOf(answer)).toEqual([503, "unavailable", true]);
      expect((await site.fetch("/api/admin/users", { headers: milo })).status).toBe(403);
      await site.clerk.fault(null);
      expect((await seats(place)).mirror).toBe("Ada admin, Milo member");
      expect((await change(ada, MILO.id, role)).ok).toBe(true);
    }
    expect(await seats(place)).toEqual(both("Ada admin"));
  });

  test("because the hour's calls are spent takes nothing from anybody", async () => {
    const place = await begin("org:admin");
    const ada = await as(ADA, place);
    await breakDown(site, { api: "backend", kind: "rate-limited" });
    expect(await problemOf(await change(ada, MILO.id, "org:member"))).toEqual([503, "unavailable", true]);
    await site.clerk.fault(null);
    expect(await seats(place)).toEqual(both("Ada admin, Milo admin"));
  });

  test("because it knows of no other admin is put back as it was", async () => {
    const place = await begin("org:admin");
    await site.clerk.configure({ webhooksHeld: true });
    await site.clerk.setRole({ orgId: place.orgId, userId: MILO.id, role: "org:member" });
    const ada = await as(ADA, place);
    expect(await problemOf(await change(ada, ADA.id, "org:member"))).toEqual([409, "last_admin", true]);
    expect(await seats(place)).toEqual({ clerk: "Ada admin, Milo member", mirror: "Ada admin, Milo admin" });
    await site.clerk.configure({ webhooksHeld: false });
    await site.clerk.deliverWebhooks();
    expect(await seats(place)).toEqual(both("Ada admin, Milo member"));
  });

  test("because the member has left since is a member who is not there", async () => {
    const place = await begin("org:member");
    await site.clerk.configure({ webhooksHeld: true });
    await site.clerk.removeMember({ orgId: place.orgId, userId: MILO.id });
    const ada = await as(ADA, place);
    expect(await problemOf(await change(ada, MILO.id, "org:admin"))).toEqual([404, "not_found", true]);
    expect(await seats(place)).toEqual(both("Ada admin"));
    await site.clerk.configure({ webhooksHeld: false });
    await site.clerk.deliverWebhooks();
  });
});

describe(`two admins at once, ${REPEATS} times: one stays, who demote or remove`, () => {
  test.each([
    ["each other, by demotion", "org:member", "other"],
    ["each other, by removal", null, "other"],
    ["themselves, by demotion", "org:member", "self"],
  ] as const)("%s", async (_, role, whom) => {
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const place = await begin("org:admin");
      const [ada, milo] = await Promise.all([as(ADA, place), as(MILO, place)]);
      const [first, second] = whom === "self" ? [ADA, MILO] : [MILO, ADA];
      const answers = await Promise.all([change(ada, first.id, role), change(milo, second.id, role)]);
      const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
      expect([role === null ? 204 : 200]).toEqual(statuses.slice(0, 1));
      expect([403, 404, 409]).toContain(statuses[1]);
      const { clerk, mirror } = await seats(place);
      expect(mirror).toBe(clerk);
      expect(clerk.match(/admin/g)).toEqual(["admin"]);
    }
  });
});
