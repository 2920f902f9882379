import { expect } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { listed, type SeedRow, type TableRows } from "#scripts/seed/table-rows.ts";
import { MEMBERS_PER_PAGE } from "#src/features/organization/member.ts";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere } from "#test/support/clerk-ui.ts";
import { tabTo } from "#test/support/dashboard.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";

const test = browserTest();

test("the log is narrowed and saved, and figures are, by the keyboard alone", async ({ visit }) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto("/orgs/acme/activity");
  await clerkIsThere(page);
  await tabTo(page, "What");
  await page.keyboard.type("Posts");
  await tabTo(page, "Who");
  await page.keyboard.type("Milo");
  await tabTo(page, "Show");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/activity?kind=post&actor=user_*");
  const entries = await page.locator("[data-seq]").allInnerTexts();
  expect(entries.length).toBeGreaterThan(0);
  for (const entry of entries) expect(entry).toMatch(/^Milo Berg .* the post /);

  const log = page.waitForEvent("download");
  await tabTo(page, "Export CSV: all activity");
  await page.keyboard.press("Enter");
  expect((await log).suggestedFilename()).toMatch(/^acme-activity-[\d-]+\.csv$/);
  await tabTo(page, "Reports", "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reports");
  await clerkIsThere(page);
  const tasks = page.waitForEvent("download");
  await tabTo(page, "Export NDJSON: all tasks");
  await page.keyboard.press("Space");
  expect((await tasks).suggestedFilename()).toMatch(/^acme-tasks-[\d-]+\.ndjson$/);
});

test("the settings are gone through, and an integration comes and goes, by the keyboard alone", async ({
  visit,
}) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto("/orgs/acme/dashboard");
  await clerkIsThere(page);
  await tabTo(page, "Settings");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "General" }).waitFor();
  // The organization's own navigation has members, too.
  await tabTo(page, "Skip to content");
  await page.keyboard.press("Enter");
  await tabTo(page, "Members");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/settings/organization-members");
  await page.getByRole("heading", { name: "Members" }).waitFor();
  await tabTo(page, "Integrations", "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/settings/integrations");
  await tabTo(page, "Name");
  await page.keyboard.type("Chat of ours");
  await tabTo(page, "Address");
  await page.keyboard.type("https://chat.example.com/hook");
  await page.keyboard.press("Enter");
  await page.getByText("Integration added.").waitFor();
  await clerkIsThere(page);
  await tabTo(page, "Remove: Chat of ours");
  await page.keyboard.press("Enter");
  await page.getByText("Integration removed.").waitFor();
  expect(await page.getByText("Chat of ours").count()).toBe(0);
});

test("an admin gives a role and removes a member by the keyboard alone", async ({ site, visit }) => {
  const { id, slug } = await site.clerk.createOrganization({ name: "By Keys", createdBy: ADA.id });
  await site.clerk.addMember({ orgId: id, userId: MILO.id, role: "org:member" });
  const { page } = await visit({ as: ADA, in: { id } });
  await page.goto(`/orgs/${slug}/members`);
  await clerkIsThere(page);
  for (const [button, notice, left] of [
    ["Make an admin: Milo Berg", "Role changed: an admin now.", /^Admin\b/],
    ["Make a member: Milo Berg", "Role changed: a member now.", /^Member\b/],
    ["Remove from the organization: Milo Berg", "Removed: no member here any more.", null],
  ] as const) {
    await tabTo(page, "Change: Milo Berg");
    await page.keyboard.press("Enter");
    await tabTo(page, button);
    await page.keyboard.press("Enter");
    await page.getByText(notice).waitFor();
    await clerkIsThere(page);
    const roles = page.getByRole("row").filter({ hasText: "Milo Berg" }).getByRole("cell").first();
    expect(await roles.allInnerTexts()).toEqual(left === null ? [] : [expect.stringMatching(left)]);
  }
});

test("a long roster is paged through by the keyboard alone", async ({ site, visit }) => {
  const { id, slug } = await site.clerk.createOrganization({ name: "Long Roster", createdBy: ADA.id });
  await site.clerk.addMember({ orgId: id, userId: MILO.id, role: "org:member" });
  // All behind Milo in the order of ids.
  const ids = Array.from(
    { length: MEMBERS_PER_PAGE },
    (_, nth) => `user_member${String(nth).padStart(4, "0")}`,
  );
  const people = ids.map((person) => [person, `Person ${person.slice(-4)}`, 1]);
  const members = [MILO.id, ...ids].map((person) => [id, person, "org:member", 1, 1]);
  await loadTables(
    site.database,
    [
      table("organizations", "org_id,slug,name,created_at_ms,source_event_at_ms", [
        [id, slug, "Long Roster", 1, 1],
      ]),
      table("people", "id,name,source_event_at_ms", people),
      table("memberships", "org_id,user_id,role,created_at_ms,source_event_at_ms", members),
    ],
    () => {},
  );
  const { page } = await visit({ as: MILO, in: { id } });
  await page.goto(`/orgs/${slug}/members`);
  await clerkIsThere(page);
  await tabTo(page, "More members");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/members?after=user_*");
  await clerkIsThere(page);
  expect(await page.getByRole("row").allInnerTexts()).toEqual([
    expect.anything(),
    expect.stringContaining("Person 0099"),
  ]);
  await tabTo(page, "First members");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/members");
  expect(await page.getByRole("row").count()).toBe(MEMBERS_PER_PAGE + 1);
});

function table(name: string, columns: string, rows: SeedRow[]): TableRows {
  return { table: name, columns: columns.split(","), ...listed(rows) };
}
