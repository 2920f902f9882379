import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere } from "#test/support/clerk-ui.ts";
import { focused, rowOf, tabTo } from "#test/support/dashboard.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { addTask as storeTask } from "#test/support/tasks.ts";

const test = browserTest();
const TASKS = "/orgs/acme/tasks";

test("a day's work is done by the keyboard alone: add, filter, complete many, comment, go back", async ({
  visit,
}) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto(TASKS);
  await clerkIsThere(page);
  for (const title of ["Sweep the hall", "Feed the cat"]) {
    await tabTo(page, "Add a task");
    await page.keyboard.type(title);
    await page.keyboard.press("Enter");
    await page.getByText("Task added.").waitFor();
  }

  await tabTo(page, "Status");
  await page.keyboard.type("To do");
  await tabTo(page, "Show");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/tasks?*status=todo*");
  for (const title of ["Feed the cat", "Sweep the hall"]) {
    await tabTo(page, `Choose: ${title}`);
    await page.keyboard.press("Space");
  }
  await tabTo(page, "Complete the chosen", "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Tasks completed.").waitFor();
  expect(new URL(page.url()).searchParams.get("status")).toBe("todo");
  expect(await rowOf(page, "Sweep the hall").count()).toBe(0);

  await tabTo(page, "Show all");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${TASKS}`);
  expect(await rowOf(page, "Sweep the hall").innerText()).toContain("Done");
  // Chromium without a window has no keys for these.
  await page.goBack();
  expect(new URL(page.url()).searchParams.get("status")).toBe("todo");
  expect(await rowOf(page, "Sweep the hall").count()).toBe(0);
  expect(await page.getByLabel("Status").inputValue()).toBe("todo");
  await page.goForward();

  await tabTo(page, "Feed the cat");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Feed the cat" }).waitFor();
  await tabTo(page, "Add a comment");
  await page.keyboard.type("She was hungry.");
  await tabTo(page, "Add comment");
  await page.keyboard.press("Enter");
  await page.getByText("Comment added.").waitFor();
  await page.getByText("She was hungry.").waitFor();
});

test("two people edit one task: the later one sees both versions, and loses nothing", async ({
  site,
  visit,
}) => {
  const id = await storeTask(site.database, { title: "Shared" });
  const [ada, milo] = [await visit({ as: ADA, in: ACME }), await visit({ as: MILO, in: ACME })];
  milo.expectProblem(/status of 409/);
  for (const { page } of [ada, milo]) await page.goto(`${TASKS}/${id}`);
  for (const [{ page }, title] of [
    [ada, "Shared, by Ada"],
    [milo, "Shared, by Milo"],
  ] as const) {
    await page.getByLabel("Title").fill(title);
    await page.getByRole("button", { name: "Save changes" }).click();
  }
  const { page } = milo;
  await page.getByText("Somebody changed this task while you were editing it.").waitFor();
  expect(await page.getByRole("region", { name: "The task as it is now" }).innerText()).toContain(
    "Shared, by Ada",
  );
  expect(await page.getByLabel("Title").inputValue()).toBe("Shared, by Milo");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Changes saved.").waitFor();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Shared, by Milo");
});

test("a comment does not throw away what is typed into the task unless one says so", async ({
  site,
  visit,
}) => {
  const id = await storeTask(site.database, { title: "Half typed" });
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto(`${TASKS}/${id}`);
  await page.getByLabel("Title").fill("Typed further");
  await page.getByLabel("Add a comment").fill("First things first.");
  const asked: string[] = [];
  page.once("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await page.getByRole("button", { name: "Add comment" }).click();
  expect(asked).toEqual([expect.stringContaining("not saved")]);
  expect(await page.getByLabel("Add a comment").inputValue()).toBe("First things first.");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Changes saved.").waitFor();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Typed further");
  await page.getByLabel("Add a comment").fill("Now then.");
  await page.getByRole("button", { name: "Add comment" }).click();
  await page.getByText("Comment added.").waitFor();
  expect(asked).toHaveLength(1);
});

test("lists and comments work without scripts, and a mistake takes the focus to its field", async ({
  site,
  visit,
}) => {
  const id = await storeTask(site.database, { title: "Scriptless" });
  const { page, expectProblem } = await visit({ as: ADA, in: ACME, browser: { javaScriptEnabled: false } });
  // Chromium names the refusal so, when scripts are off and a page would load one ahead.
  expectProblem(/^request failed: GET .*\.js csp$/);
  expectProblem(/status of 422/);
  await page.goto(`${TASKS}?q=scriptless`);
  await page.getByLabel("Choose: Scriptless").check();
  await page.getByRole("button", { name: "Complete the chosen" }).click();
  await page.getByText("Tasks completed.").waitFor();
  expect(await rowOf(page, "Scriptless").innerText()).toContain("Done");
  await page.getByRole("link", { name: "Scriptless" }).click();
  await page.getByLabel("Add a comment").fill("   ");
  await page.getByRole("button", { name: "Add comment" }).click();
  await page.getByRole("alert").waitFor();
  expect(await focused(page)).toBe("Add a comment");
  await page.getByLabel("Add a comment").fill("Typed\nwith care");
  await page.getByRole("button", { name: "Add comment" }).click();
  await page.getByText("Comment added.").waitFor();
  expect(new URL(page.url()).pathname).toBe(`${TASKS}/${id}`);
});
