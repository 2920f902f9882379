import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clerkOf } from "#test/support/clerk-sdk.ts";
import { apiHeaders, write } from "#test/support/api.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { EVERY_MINUTE, invitationsPath, sendInvitationForm } from "#test/support/invitations.ts";
import { asPerson, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const SIZES = [700, 150, 100, 40, 10];
const MINUTE_MS = 60_000;
const A_BUSY_MACHINE_MS = 300_000;
const LONGEST_MINUTES = 150;
const QUIET = { from: 10, until: 55 };

type Inviting = {
  readonly id: string;
  readonly slug: string;
  readonly size: number;
  readonly headers: Headers;
  /** What its page said after everybody had queued up, in minutes from then. */
  promised?: number;
  doneAfter?: number;
};

let site: Site;
let organizations: Inviting[];
let startedAtMs: number;
let minutes = 0;

beforeAll(async () => {
  site = await startSite();
  await site.clerk.configure({ maxAllowedMemberships: 0 });
  organizations = [];
  for (const size of SIZES) {
    const { id, slug } = await site.clerk.createOrganization({ name: `Size ${size}`, createdBy: ADA.id });
    const headers = await asPerson(site, { userId: ADA.id, orgId: id });
    organizations.push({ id, slug, size, headers });
  }
  startedAtMs = Date.now();
});
afterAll(async () => {
  await site.dispose();
  for (const { size, promised, doneAfter } of organizations) {
    const said = promised === undefined ? "at once" : `about ${Math.round(promised)} min`;
    process.stdout.write(`governor: ${size} invited: promised ${said}, all sent after ${doneAfter} min\n`);
  }
});

/** Minutes pass at Clerk as they do at the site, which runs in the last of them. */
async function pass(passed: number): Promise<void> {
  minutes += passed;
  await site.clerk.advanceClock(passed * MINUTE_MS);
  const scheduledTime = new Date(startedAtMs + minutes * MINUTE_MS);
  await site.scheduled({ cron: EVERY_MINUTE, scheduledTime });
}

/** How many of their invitations are not sent yet, by organization. */
async function unsent(): Promise<ReadonlyMap<string, number>> {
  const sql = "select org_id, unsent from invitation_queues";
  const { results } = await site.database.prepare(sql).all<{ org_id: string; unsent: number }>();
  return new Map(results.map((row) => [row.org_id, row.unsent]));
}

async function pageOf({ slug, id }: Inviting): Promise<string> {
  // A token lasts as long as real time says.
  const headers = await asPerson(site, { userId: ADA.id, orgId: id });
  const response = await site.fetch(invitationsPath({ slug }), { headers });
  expect(response.status).toBe(200);
  return response.text();
}

async function statusesAtClerk(): Promise<(number | null)[]> {
  const requests = await site.clerk.requests();
  const calls = requests.filter(({ method, path }) => method === "POST" && path.includes("/invitations"));
  return calls.map(({ status }) => status);
}

/** Somebody else invites one person while the lists wait. */
async function inviteInPassing(): Promise<void> {
  const ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
  const body = { emailAddress: "in-passing@new.example", role: "org:member" };
  const response = await site.fetch("/api/invite", write(site, ada, { method: "POST", body }));
  expect([response.status, await response.json()]).toMatchObject([200, { status: "sent" }]);
}

describe("five organizations that invite a thousand people in one minute", () => {
  test("are all told that it is taken, and until about when it takes", async () => {
    for (const organization of organizations) {
      const list = Array.from(
        { length: organization.size },
        (_, at) => `p${at}@${organization.slug}.example`,
      );
      const fields = { act: "invite-list", listRole: "org:member", list: list.join("\n") };
      const response = await sendInvitationForm(site, organization, { ...organization, fields });
      expect([response.status, response.headers.get("location")]).toEqual([
        303,
        `${invitationsPath(organization)}?notice=list-taken`,
      ]);
    }
    const left = await unsent();
    expect(organizations.map(({ id }) => left.get(id))).toEqual(SIZES.map((size) => size - 10));
    for (const organization of organizations.slice(0, -1)) {
      const [, at] =
        /The last one goes out about <time datetime="([^"]+)"/.exec(await pageOf(organization)) ?? [];
      organization.promised = (Date.parse(at ?? "") - startedAtMs) / MINUTE_MS;
      expect(organization.promised).toBeGreaterThan(0);
    }
  });

  test(
    "have everybody invited exactly once, and Clerk is never asked for too much",
    async () => {
      while (minutes < LONGEST_MINUTES) {
        const left = await unsent();
        for (const organization of organizations) {
          if (left.get(organization.id) === 0) organization.doneAfter ??= minutes;
        }
        if (organizations.every(({ doneAfter }) => doneAfter !== undefined)) break;
        // The hour is spent: nothing happens until it is over.
        await pass(minutes === QUIET.from ? QUIET.until - QUIET.from : 1);
        if (minutes === QUIET.until) await inviteInPassing();
      }
      const { organizations: clerks } = clerkOf(site);
      for (const { id: organizationId, size, slug } of organizations) {
        const pages = [0, 500].map((offset) =>
          clerks.getOrganizationInvitationList({ organizationId, limit: 500, offset }),
        );
        const invited = (await Promise.all(pages)).flatMap(({ data }) => data);
        const wanted = Array.from({ length: size }, (_, at) => `p${at}@${slug}.example`);
        expect(invited.map(({ emailAddress }) => emailAddress).toSorted()).toEqual(wanted.toSorted());
      }
      expect(new Set(await statusesAtClerk())).toEqual(new Set([200]));
      expect(site.log).toEqual([]);
    },
    A_BUSY_MACHINE_MS,
  );

  test("wait no longer than their own lists take, whoever else queues", () => {
    const done = organizations.map(({ doneAfter = Number.POSITIVE_INFINITY }) => doneAfter);
    expect(done.toSorted((a, b) => b - a)).toEqual(done);
    // All but the biggest are through within the first few minutes; the biggest has to wait for the next hour.
    expect(done.slice(1).every((each) => each <= 5)).toBe(true);
    expect(done[0]).toBeGreaterThan(60);
    expect(done[0]).toBeLessThan(70);
    for (const { promised = 0, doneAfter = 0 } of organizations.slice(0, -1)) {
      expect(doneAfter).toBeLessThanOrEqual(promised + 1);
    }
  });
});
