import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere } from "#test/support/clerk-ui.ts";
import { addTask, completeTask, deleteTask, focused, rowOf } from "#test/support/dashboard.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { addTask as storeTask } from "#test/support/tasks.ts";

const test = browserTest();
const DASHBOARD = "/orgs/acme/dashboard";

test("everything works without scripts, and the header says who is where", async ({ visit }) => {
  const { page, expectProblem } = await visit({ as: ADA, in: ACME, browser: { javaScriptEnabled: false } });
  // Chromium names the refusal so, when scripts are off and a page would load one ahead.
  expectProblem(/^request failed: GET .*\.js csp$/);
  await page.goto(DASHBOARD);
  expect(await page.getByRole("banner").innerText()).toMatch(/Acme\s+Ada Novak/);

  await addTask(page, "Written by hand");
  await page.getByRole("button", { name: "Start: Written by hand" }).click();
  expect(await rowOf(page, "Written by hand").innerText()).toContain("In progress");
  await completeTask(page, "Written by hand");
  expect(await rowOf(page, "Written by hand").innerText()).toContain("Done");

  await rowOf(page, "Written by hand").getByRole("link").click();
  await page.getByLabel("Title").fill("Written by hand, twice");
  await page.getByLabel("Description").fill("One line.\nAnd another.");
  await page.getByLabel("Assignee").selectOption("Milo Berg");
  await page.getByLabel("Due").fill("2020-02-29");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Changes saved.").waitFor();
  await page.goto(DASHBOARD);
  expect(await rowOf(page, "Written by hand, twice").innerText()).toMatch(
    /Due Feb 29, 2020\s+For Milo Berg, by Ada Novak/,
  );

  await deleteTask(page, "Written by hand, twice");
  expect(await rowOf(page, "Written by hand, twice").count()).toBe(0);
});

test("a field that will not do says why, and what was typed is still there", async ({ visit }) => {
  const { page, expectProblem } = await visit({ as: ADA, in: ACME });
  expectProblem(/status of 422/);
  await page.goto(DASHBOARD);
  await page.getByText("Description, assignee, due date").click();
  await page.getByLabel("Add a task").fill("   ");
  await page.getByLabel("Description").fill("  <b>Typed</b> & kept\n");
  await page.getByRole("button", { name: "Add task" }).click();

  const title = page.getByLabel("Add a task");
  await page.getByRole("alert").waitFor();
  expect(await focused(page)).toBe("Add a task");
  expect(await title.getAttribute("aria-invalid")).toBe("true");
  expect(await page.locator(`#${await title.getAttribute("aria-describedby")}`).innerText()).toBe(
    "Write a few words.",
  );
  expect(await page.getByLabel("Description").inputValue()).toBe("  <b>Typed</b> & kept\n");
  await addTask(page, "Now with a title");
  await rowOf(page, "Now with a title").getByRole("link").click();
  expect(await page.getByLabel("Description").inputValue()).toBe("<b>Typed</b> & kept");
});

test("a notice is not said again after a reload", async ({ visit }) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto(DASHBOARD);
  await addTask(page, "Said once");
  await expect.poll(() => new URL(page.url()).search).toBe("");
  await page.reload();
  await rowOf(page, "Said once").waitFor();
  expect(await page.getByText("Task added.").count()).toBe(0);
});

test("a task past its day says so, until it is done", async ({ site, visit }) => {
  await storeTask(site.database, { title: "Late already" });
  await site.database.prepare("update tasks set due_on = '2020-01-05' where title = 'Late already'").run();
  const { page } = await visit({ as: MILO, in: ACME });
  await page.goto(DASHBOARD);
  expect(await rowOf(page, "Late already").innerText()).toContain("Overdue: Jan 5, 2020");
  await completeTask(page, "Late already");
  expect(await rowOf(page, "Late already").innerText()).toContain("Due Jan 5, 2020");
});

test("the keyboard reaches the content first, and deletes a task in two steps", async ({ site, visit }) => {
  await storeTask(site.database, { title: "Away with this" });
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto(DASHBOARD);
  await clerkIsThere(page);

  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Skip to content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toMatch(/To do$/);

  await page.getByRole("button", { name: "Complete: Away with this" }).focus();
  const stops: string[] = [];
  for (let stop = 0; stop < 3; stop += 1) {
    await page.keyboard.press("Tab");
    stops.push(await focused(page));
  }
  expect(stops).toEqual(["Away with this", "Start: Away with this", "Delete: Away with this"]);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Yes, delete it");
  await page.keyboard.press("Enter");
  await page.getByText("Task deleted.").waitFor();
  expect(await rowOf(page, "Away with this").count()).toBe(0);
});
