import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, problemOf } from "#test/support/api.ts";
import { forgetInvitations, inviteByApi, mailedTo } from "#test/support/invitations.ts";
import { ACME, ADA } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

let site: Site;
let ada: Headers;
beforeAll(async () => {
  site = await asDocumented(await startSite());
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 0 }), () => {});
});
afterAll(() => site.dispose());
beforeEach(async () => {
  await forgetInvitations(site);
  ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
});

const KIM = { emailAddress: "Kim@New.example", role: "org:member" };

const invite = (body: unknown, { headers, person = ada }: { headers?: Headers; person?: Headers } = {}) =>
  inviteByApi(site, person, { body, headers });

describe("the same key", () => {
  test("fifty times at once invites once, and answers all fifty alike", async () => {
    for (let repeat = 0; repeat < 3; repeat += 1) {
      const body = { emailAddress: `kim${repeat}@new.example`, role: "org:admin" };
      const headers = { "idempotency-key": `race-${repeat}` };
      const answers = await Promise.all(
        Array.from({ length: 50 }, async () => {
          const response = await invite(body, { headers });
          return `${response.status} ${await response.text()}`;
        }),
      );
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toMatch(/^200 .*"status":"sent"/);
    }
    expect(await mailedTo(site, "new.example")).toEqual([
      "kim0@new.example",
      "kim1@new.example",
      "kim2@new.example",
    ]);
  });

  test("answers a refusal alike too, and what it was used for is not done with other words", async () => {
    await site.clerk.configure({ maxAllowedMemberships: 2 });
    const headers = { "idempotency-key": "refused" };
    const answers = await Promise.all(Array.from({ length: 10 }, () => invite(KIM, { headers })));
    for (const answer of answers) expect(await problemOf(answer)).toEqual([409, "organization_full", true]);
    const other = await invite({ ...KIM, role: "org:admin" }, { headers });
    expect(await problemOf(other)).toEqual([422, "key_reused", true]);
  });

  test("answers as it did when the address has become a member's", async () => {
    const headers = { "idempotency-key": "member" };
    const first = await (await invite(KIM, { headers })).text();
    const person = "insert into people values ('user_kim', 'Kim', 'kim@new.example', null, 1, null)";
    const seat = "insert into memberships values (?, 'user_kim', 'org:member', 1, 1, null)";
    await site.database.batch([site.database.prepare(person), site.database.prepare(seat).bind(ACME.id)]);
    expect(await (await invite(KIM, { headers })).text()).toBe(first);
    expect(await problemOf(await invite(KIM))).toEqual([422, "invalid", true]);
  });
});
