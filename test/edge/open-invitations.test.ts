import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { withoutRandomParts } from "#test/support/html.ts";
import {
  forgetInvitations,
  inviteAtClerk,
  invitationsPath,
  mailedTo,
  noticeOf,
  openAtClerk,
  sendInvitationForm,
  storedInvitations,
} from "#test/support/invitations.ts";
import { ACME, ADA, GLOBEX, HUGO, MILO } from "#test/support/people.ts";
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

describe("an open invitation", () => {
  test("is taken back, and sent again with another link", async () => {
    const id = await inviteAtClerk(site, ACME.id, "kim@new.example");
    expect(noticeOf(await submit({ act: "resend", invitation: id }))).toBe("invitation-resent");
    const [again, ...others] = await openAtClerk(site, ACME.id);
    expect(others).toEqual([]);
    expect(again?.id).not.toBe(id);
    const answer = await submit({ act: "revoke", invitation: id });
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("not open any more")]);
    expect(noticeOf(await submit({ act: "revoke", invitation: again?.id ?? "" }))).toBe("invitation-revoked");
    expect(await openAtClerk(site, ACME.id)).toEqual([]);
    const sql = "select action from activity where org_id = ? order by seq desc limit 2";
    const { results } = await site.database.prepare(sql).bind(ACME.id).all();
    expect(results).toEqual([{ action: "invitation.revoked" }, { action: "invitation.sent" }]);
  });

  test("of another organization is as one that never was, and stays", async () => {
    const foreign = await inviteAtClerk(site, GLOBEX.id, "kim@new.example");
    for (const act of ["revoke", "resend"]) {
      const answers = await Promise.all(
        [foreign, "orginv_nowhere"].map(async (invitation) => {
          const response = await submit({ act, invitation });
          return [response.status, withoutRandomParts(await response.text())];
        }),
      );
      expect(answers[0]?.[0]).toBe(404);
      expect(answers[1]).toEqual(answers[0]);
    }
    expect((await openAtClerk(site, GLOBEX.id)).map(({ id }) => id)).toEqual([foreign]);
    expect(await open()).not.toContain("kim@new.example");
  });

  test("cannot be told while Clerk does not answer, and the page says so", async () => {
    await site.clerk.fault({ api: "backend", kind: "down" });
    const response = await site.fetch(PATH, { headers: ada });
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining("Clerk does not answer"),
    ]);
  });
});

test("the page and its forms are for admins of the organization alone", async () => {
  const milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
  const hugo = await asPerson(site, { userId: HUGO.id, orgId: GLOBEX.id });
  const ours = { act: "invite-list", listRole: "org:member", list: "kim@new.example\nbad" };
  await submit(ours);
  const [, bad] = await storedInvitations(site, ACME.id);
  expect((await site.fetch(PATH, { headers: milo })).status).toBe(403);
  for (const act of [
    "invite",
    "invite-list",
    "resend",
    "revoke",
    "dismiss",
    "dismiss-refused",
    "dismiss-waiting",
  ]) {
    const fields = {
      act,
      email: "eve@new.example",
      role: "org:admin",
      list: "eve@new.example",
      listRole: "org:admin",
    };
    expect((await submit({ ...fields, invitation: bad?.id ?? "" }, milo)).status).toBe(403);
    expect((await submit({ ...fields, invitation: bad?.id ?? "" }, hugo)).status).toBe(409);
  }
  const asGlobex = { headers: hugo, fields: { act: "dismiss", invitation: bad?.id ?? "" } };
  // Hugo is no admin of Acme, and the row is none of Globex's.
  expect((await sendInvitationForm(site, GLOBEX, asGlobex)).status).toBe(404);
  expect((await submit({ act: "unheard-of" })).status).toBe(400);
  expect((await stored()).length).toBe(2);
  expect(await mailedTo(site, "new.example")).toEqual(["kim@new.example"]);
});
