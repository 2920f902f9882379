import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import {
  EVERY_MINUTE,
  forgetInvitations,
  inviteAtClerk,
  invitationsPath,
  mailedTo,
  noticeOf,
  sendInvitationForm,
  storedInvitations,
} from "#test/support/invitations.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, HUGO, MILO } from "#test/support/people.ts";
import { asPerson, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const PATH = invitationsPath(ACME);

let site: Site;
let ada: Headers;
beforeAll(async () => {
  site = await startSite({ counted: true });
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 0 }), () => {});
});
afterAll(() => site.dispose());
beforeEach(async () => {
  await forgetInvitations(site);
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
});

const submit = (fields: Headers, headers = ada) => sendInvitationForm(site, ACME, { headers, fields });
const open = async (path = PATH, headers = ada) => (await site.fetch(path, { headers })).text();
const stored = async () =>
  (await storedInvitations(site, ACME.id)).map(({ email, role, status, reason, line }) =>
    [line, email, role, status, reason].join(" "),
  );

describe("one person", () => {
  test("is invited by a form, once however often it is sent, and stands on the page", async () => {
    const fields = { act: "invite", email: " Kim@new.example", role: "org:admin", key: "same" };
    for (let sent = 0; sent < 2; sent += 1) expect(noticeOf(await submit(fields))).toBe("invited");
    expect(await mailedTo(site, "new.example")).toEqual(["kim@new.example"]);
    const response = await site.fetch(PATH, { headers: ada });
    expect(await response.text()).toContain("kim@new.example");
    expect(countsOf(response.headers)).toMatchObject({ roundTrips: 2, subrequests: 1 });
  });

  test.each([
    [{ email: "kim", role: "org:member" }, "This is no e-mail address."],
    [{ email: MILO.email, role: "org:member" }, "This address belongs to a member already."],
  ])("such as %j is not, and what was typed is shown with the reason", async (typed, sentence) => {
    const response = await submit({ act: "invite", ...typed });
    const html = await response.text();
    expect(response.status).toBe(422);
    expect(html).toContain(sentence);
    expect(html).toContain(`value="${typed.email}"`);
    expect(await stored()).toEqual([]);
  });
});

describe("a list", () => {
  const LIST = ["Kim Lee <kim@new.example>", "not an address", "lea@new.example, Admin", "KIM@new.example"];
  const fields = { act: "invite-list", listRole: "org:member" };

  test("is taken as far as it can be, and the rest is named by its line and can be mended", async () => {
    await inviteAtClerk(site, ACME.id, "invited@new.example");
    const list = [...LIST, MILO.email, "invited@new.example"].join("\r\n");
    expect(noticeOf(await submit({ ...fields, list }))).toBe("list-partly-taken");
    expect(await stored()).toEqual([
      "1 kim@new.example org:member sent ",
      "2 not an address org:member refused not-an-address",
      "3 lea@new.example org:admin sent ",
      "4 kim@new.example org:member refused twice",
      `5 ${MILO.email} org:member refused member`,
      "6 invited@new.example org:member refused invited",
    ]);
    const html = await open();
    expect(html).toContain("Line 2:");
    expect(html.match(/Line \d/g)).toHaveLength(4);
    expect(await open(`${PATH}?mend=1`)).toMatch(/<textarea[^>]*>\s*not an address<\/textarea>/);

    const mended = await submit({ ...fields, mends: "yes", list: "now@new.example" });
    expect(noticeOf(mended)).toBe("list-taken");
    expect((await stored()).filter((row) => row.includes("refused"))).toEqual([]);
    expect((await mailedTo(site, "new.example")).toSorted()).toEqual([
      "invited@new.example",
      "kim@new.example",
      "lea@new.example",
      "now@new.example",
    ]);
  });

  test("comes as a file too, with named columns", async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, org: ACME.id, key: "file" }))
      form.set(name, value);
    const csv = '\uFEFFName;E-mail;Role\r\n"Lee; Kim";kim@new.example;admin\r\nLea;lea@new.example;\r\n';
    form.set("file", new File([csv], "people.csv", { type: "text/csv" }));
    const { cookie = "", ...rest } = ada;
    const request = new Request("http://form.test", { method: "POST", body: form });
    const headers = {
      ...rest,
      cookie,
      origin: site.origin,
      "sec-fetch-site": "same-origin",
      "content-type": request.headers.get("content-type") ?? "",
    };
    const response = await site.fetch(PATH, { method: "POST", headers, body: await request.text() });
    expect(noticeOf(response)).toBe("list-taken");
    expect(await stored()).toEqual([
      "2 kim@new.example org:admin sent ",
      "3 lea@new.example org:member sent ",
    ]);
  });

  test("that was sent twice is taken once, and what waits can be given up", async () => {
    await site.clerk.configure({
      callsPerHour: { organizationInvitation: 0, organizationInvitationBulk: 0 },
    });
    const list = Array.from({ length: 30 }, (_, at) => `p${at}@new.example`).join("; ");
    const answers = await Promise.all([1, 2, 3].map(() => submit({ ...fields, list, key: "once" })));
    expect(answers.map(noticeOf)).toEqual(["list-taken", "list-taken", "list-taken"]);
    const [first, ...others] = await storedInvitations(site, ACME.id);
    expect(new Set([first, ...others].map((row) => row?.status))).toEqual(new Set(["waiting"]));
    expect(others).toHaveLength(29);
    expect(await open()).toMatch(/0 of 30 have gone out\.\s*The last one goes out about/);
    expect(noticeOf(await submit({ act: "dismiss", invitation: first?.id ?? "" }))).toBe(
      "invitation-dismissed",
    );
    expect(noticeOf(await submit({ act: "dismiss-waiting" }))).toBe("invitations-stopped");
    expect(await stored()).toEqual([]);
  });

  test("is gone on with where the Worker that had begun it was ended", async () => {
    await site.clerk.configure({
      callsPerHour: { organizationInvitation: 0, organizationInvitationBulk: 0 },
    });
    const list = Array.from({ length: 25 }, (_, at) => `p${at}@new.example`).join("\n");
    await submit({ ...fields, list });
    await site.database.prepare("delete from invitation_gauges where name in ('single', 'bulk')").run();
    await site.clerk.configure({ callsPerHour: {} });
    // One call was made, and nobody was left to write down its answer; another was not even made.
    const claimed = "update invitations set status = 'sending', attempted_at_ms = 1 where line <= 4";
    await site.database.prepare(claimed).run();
    for (const at of [0, 1]) await inviteAtClerk(site, ACME.id, `p${at}@new.example`);
    await site.scheduled({ cron: EVERY_MINUTE });
    const wanted = Array.from({ length: 25 }, (_, at) => `p${at}@new.example`);
    expect((await mailedTo(site, "new.example")).toSorted()).toEqual(wanted.toSorted());
    expect(new Set((await storedInvitations(site, ACME.id)).map(({ status }) => status))).toEqual(
      new Set(["sent"]),
    );
  });

  test("of whoever is no admin any more is not sent, and costs one call", async () => {
    await site.clerk.configure({
      callsPerHour: { organizationInvitation: 0, organizationInvitationBulk: 0 },
    });
    const list = Array.from({ length: 40 }, (_, at) => `p${at}@new.example`).join("\n");
    await submit({ ...fields, list });
    await site.database.prepare("delete from invitation_gauges where name in ('single', 'bulk')").run();
    await site.clerk.configure({ callsPerHour: {} });
    await site.clerk.addMember({ orgId: ACME.id, userId: HUGO.id, role: "org:admin" });
    await site.clerk.setRole({ orgId: ACME.id, userId: ADA.id, role: "org:member" });
    await site.clerk.clearRequests();
    await site.scheduled({ cron: EVERY_MINUTE });
    expect(await site.clerk.requests()).toHaveLength(1);
    expect(new Set((await storedInvitations(site, ACME.id)).map(({ reason }) => reason))).toEqual(
      new Set(["inviter"]),
    );
    expect(await mailedTo(site, "new.example")).toEqual([]);
  });

  test("fills the organization to its last seat, and names who found none", async () => {
    await site.clerk.configure({ maxAllowedMemberships: 5 });
    const list = Array.from({ length: 30 }, (_, at) => `p${at}@new.example`).join("\n");
    await submit({ ...fields, list });
    await site.scheduled({ cron: EVERY_MINUTE });
    const counts = Map.groupBy(await storedInvitations(site, ACME.id), ({ status }) => status);
    expect([counts.get("sent")?.length, counts.get("refused")?.length]).toEqual([3, 27]);
    expect(await mailedTo(site, "new.example")).toHaveLength(3);
    expect(await open()).toContain("as many members and open invitations as it may have");
  });

  test.each([
    ["", 422, "Paste some addresses"],
    ["a@new.example,".repeat(1001), 422, "At most 1,000 addresses at a time"],
  ])("of nobody, or of too many, is shown again", async (list, status, sentence) => {
    const response = await submit({ ...fields, list });
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(sentence)]);
    expect(await stored()).toEqual([]);
  });

  test("is not taken while Clerk cannot say who has been invited, and nothing typed is lost", async () => {
    await site.clerk.fault({ api: "backend", kind: "error-500" });
    const response = await submit({ ...fields, list: LIST.join("\n") });
    const html = await response.text();
    expect(response.status).toBe(503);
    expect(html).toContain("not an address");
    expect(html).toContain("Clerk does not answer right now");
    expect(await stored()).toEqual([]);
  });
});
