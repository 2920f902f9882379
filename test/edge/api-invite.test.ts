import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { SHARE_PER_HOUR } from "#src/features/invitations/governor.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, problemOf } from "#test/support/api.ts";
import { clerkOf } from "#test/support/clerk-sdk.ts";
import {
  EVERY_MINUTE,
  forgetInvitations,
  inviteByApi,
  mailedTo,
  openAtClerk,
  storedInvitations,
} from "#test/support/invitations.ts";
import { ACME, ADA, GLOBEX, HUGO, MILO } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const MINUTE_MS = 60_000;

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

function callsPerHour(most: number | null) {
  return { callsPerHour: { organizationInvitation: most, organizationInvitationBulk: most } };
}

function runAt(minutes: number): Promise<void> {
  return site.scheduled({ cron: EVERY_MINUTE, scheduledTime: new Date(Date.now() + minutes * MINUTE_MS) });
}

describe("an invitation", () => {
  test("is sent by an admin, with who sent it, until when, and where it leads", async () => {
    const response = await invite(KIM);
    const body: unknown = await response.json();
    expect([response.status, body]).toMatchObject([
      200,
      {
        emailAddress: "kim@new.example",
        role: "org:member",
        status: "sent",
        inviterUserId: ADA.id,
        expectedAt: null,
      },
    ]);
    const data = await openAtClerk(site, ACME.id);
    expect(data).toMatchObject([{ emailAddress: "kim@new.example", role: "org:member" }]);
    const [mail] = await site.clerk.mail({ to: "kim@new.example" });
    expect(mail?.subject).toMatch(/^Ada/);
    const link = new URL(mail?.link ?? "");
    const led = await site.fetch(`${link.pathname}${link.search}`);
    expect(new URL(led.headers.get("location") ?? "").pathname).toBe("/sign-in");
    const days = ((data[0]?.expiresAt ?? 0) - (data[0]?.createdAt ?? 0)) / (24 * 60 * MINUTE_MS);
    expect(days).toBe(30);
  });

  test("is written into the log as a deed, without the address", async () => {
    await invite(KIM);
    const sql = "select actor_id, action, details from activity where org_id = ? order by seq desc limit 1";
    const [row] = (await site.database.prepare(sql).bind(ACME.id).all()).results;
    expect(row).toEqual({ actor_id: ADA.id, action: "invitation.sent", details: '{"title":"Member"}' });
  });

  test("is for admins of the active organization, in this order of refusals", async () => {
    const nobody = { accept: "application/json", "sec-fetch-dest": "empty" };
    const nowhere = await apiHeaders(site, { userId: ADA.id });
    const milo = await apiHeaders(site, { userId: MILO.id, orgId: ACME.id });
    // A body that will not do is looked at last.
    for (const body of [KIM, { emailAddress: "kim" }]) {
      expect(await problemOf(await invite(body, { person: nobody }))).toEqual([401, "unauthenticated", true]);
      expect(await problemOf(await invite(body, { person: nowhere }))).toEqual([400, "no_active_org", true]);
      expect(await problemOf(await invite(body, { person: milo }))).toEqual([403, "forbidden", true]);
    }
    expect(await storedInvitations(site, ACME.id)).toEqual([]);
  });

  test.each([
    [{ emailAddress: "kim", role: "org:member" }, "emailAddress"],
    [{ emailAddress: "kim@new.example" }, "role"],
    [{ ...KIM, role: "org:owner" }, "role"],
    [{ ...KIM, emailAddress: MILO.email }, "emailAddress"],
  ])("of %j is refused beside its field", async (body, field) => {
    const response = await invite(body);
    expect([response.status, await response.json()]).toMatchObject([422, { code: "invalid" }]);
    const again: { errors?: object } = { ...(await (await invite(body)).json<object>()) };
    expect(Object.keys(again.errors ?? {})).toEqual([field]);
    expect(await storedInvitations(site, ACME.id)).toEqual([]);
  });

  test("takes no organization from its body", async () => {
    expect(await problemOf(await invite({ ...KIM, organizationId: GLOBEX.id }))).toEqual([
      422,
      "invalid",
      true,
    ]);
    expect(await openAtClerk(site, GLOBEX.id)).toEqual([]);
  });

  test("goes to the session's organization, and no other's admin meets it", async () => {
    await invite(KIM);
    const hugo = await apiHeaders(site, { userId: HUGO.id, orgId: GLOBEX.id });
    expect((await invite(KIM, { person: hugo })).status).toBe(200);
    expect((await storedInvitations(site, ACME.id)).map(({ invited_by }) => invited_by)).toEqual([ADA.id]);
    expect(await openAtClerk(site, GLOBEX.id)).toHaveLength(1);
  });
});

describe("what only Clerk can tell", () => {
  test("is said: the address was invited by Clerk's own form", async () => {
    const wanted = { organizationId: ACME.id, emailAddress: "kim@new.example", role: "org:member" } as const;
    await clerkOf(site).organizations.createOrganizationInvitation(wanted);
    expect(await problemOf(await invite(KIM))).toEqual([422, "invalid", true]);
  });

  test("is said: the organization is full", async () => {
    await site.clerk.configure({ maxAllowedMemberships: 2 });
    expect(await problemOf(await invite(KIM))).toEqual([409, "organization_full", true]);
    expect(await storedInvitations(site, ACME.id)).toMatchObject([{ status: "refused", reason: "full" }]);
  });

  test("is said: whoever was made a member lately has no right to invite, whatever the token says", async () => {
    await site.clerk.addMember({ orgId: ACME.id, userId: HUGO.id, role: "org:admin" });
    await site.clerk.setRole({ orgId: ACME.id, userId: ADA.id, role: "org:member" });
    expect(await problemOf(await invite(KIM))).toEqual([403, "forbidden", true]);
    expect(await mailedTo(site, "new.example")).toEqual([]);
  });
});

describe("the hour's calls", () => {
  test("are never shown as refused: what exceeds them waits as long as Clerk says, and goes out by itself", async () => {
    await site.clerk.configure(callsPerHour(0));
    const startedAtMs = Date.now();
    const response = await invite(KIM);
    expect([response.status, await response.json()]).toMatchObject([200, { status: "waiting" }]);
    const run = (minutes: number) =>
      site.scheduled({ cron: EVERY_MINUTE, scheduledTime: new Date(startedAtMs + minutes * MINUTE_MS) });
    await run(1);
    await site.clerk.configure(callsPerHour(null));
    await site.clerk.clearRequests();
    await run(30);
    expect(await site.clerk.requests()).toEqual([]);
    const again = await invite({ ...KIM, emailAddress: "lea@new.example" });
    const { status, expectedAt } = await again.json<{ status: string; expectedAt: string }>();
    expect(status).toBe("waiting");
    expect(Math.abs(Date.parse(expectedAt) - startedAtMs - 60 * MINUTE_MS)).toBeLessThan(2 * MINUTE_MS);
    await run(62);
    expect((await mailedTo(site, "new.example")).toSorted()).toEqual(["kim@new.example", "lea@new.example"]);
  });

  test("are shared: an organization's own haste makes its own invitations wait", async () => {
    for (let sent = 0; sent <= SHARE_PER_HOUR; sent += 1) {
      const response = await invite({ emailAddress: `p${sent}@new.example`, role: "org:member" });
      expect(await response.json()).toMatchObject({ status: sent < SHARE_PER_HOUR ? "sent" : "waiting" });
    }
    const hugo = await apiHeaders(site, { userId: HUGO.id, orgId: GLOBEX.id });
    expect(await (await invite(KIM, { person: hugo })).json()).toMatchObject({ status: "sent" });
  });
});

describe("an answer that was not heard", () => {
  test("has nothing sent twice where Clerk did it", async () => {
    await site.clerk.fault({ api: "backend", kind: "slow", path: "/v1/organizations/", delayMs: 3500 });
    expect(await (await invite(KIM)).json()).toMatchObject({ status: "sending" });
    await site.clerk.fault(null);
    await runAt(1);
    expect(await storedInvitations(site, ACME.id)).toMatchObject([{ status: "sending" }]);
    // Clerk is half a second slower than the site waits.
    await expect.poll(() => mailedTo(site, "new.example"), { timeout: 30_000 }).toHaveLength(1);
    await runAt(3);
    await runAt(4);
    expect(await storedInvitations(site, ACME.id)).toMatchObject([{ status: "sent" }]);
    expect(await mailedTo(site, "new.example")).toEqual(["kim@new.example"]);
    site.log
      .filter((line) => line.includes("clerk-unavailable"))
      .forEach((line) => expect(line).toContain("3000 ms"));
  });

  test("has it sent all the same where Clerk did not", async () => {
    await site.clerk.fault({ api: "backend", kind: "error-500", path: "/v1/organizations/" });
    expect(await (await invite(KIM)).json()).toMatchObject({ status: "sending" });
    await runAt(3);
    expect(await storedInvitations(site, ACME.id)).toMatchObject([{ status: "sending" }]);
    await site.clerk.fault(null);
    await runAt(4);
    expect(await storedInvitations(site, ACME.id)).toMatchObject([{ status: "sent", doubts: 1 }]);
    expect(await mailedTo(site, "new.example")).toEqual(["kim@new.example"]);
  });

  test("is Clerk's own word where it came after all: its refusal of a second one is not the first one's end", async () => {
    const wanted = { organizationId: ACME.id, emailAddress: "kim@new.example", role: "org:member" } as const;
    await site.clerk.fault({ api: "backend", kind: "error-500", path: "/v1/organizations/" });
    await invite(KIM);
    await site.clerk.fault(null);
    await site.database.prepare("update invitations set status = 'waiting', doubts = 1").run();
    await clerkOf(site).organizations.createOrganizationInvitation(wanted);
    await runAt(1);
    expect(await storedInvitations(site, ACME.id)).toMatchObject([{ status: "sent" }]);
    expect(await mailedTo(site, "new.example")).toEqual(["kim@new.example"]);
  });
});
