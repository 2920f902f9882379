/** An organization's dashboard, worked as a person does. */
import type { Locator, Page } from "playwright-core";

/** The task's row in the list, which has its buttons; none when there is no such task. */
export function rowOf(page: Page, title: string): Locator {
  return page.locator("li:has(> .task)").filter({ has: page.getByRole("link", { name: title }) });
}

export async function addTask(page: Page, title: string): Promise<void> {
  await page.getByLabel("Add a task").fill(title);
  await page.getByRole("button", { name: "Add task" }).click();
  await page.getByText("Task added.").waitFor();
}

export async function completeTask(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: `Complete: ${title}` }).click();
  await page.getByText("Task updated.").waitFor();
}

export async function deleteTask(page: Page, title: string): Promise<void> {
  await rowOf(page, title).getByText("Delete", { exact: true }).click();
  await page.getByRole("button", { name: "Yes, delete it" }).click();
  await page.getByText("Task deleted.").waitFor();
}

/** What a screen reader would call the element that has the focus, by aria-label, label or text. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const isField =
      element instanceof HTMLInputElement ||
      element instanceof HTMLSelectElement ||
      element instanceof HTMLTextAreaElement;
    const label = isField ? element.labels?.[0]?.innerText : undefined;
    return element?.getAttribute("aria-label") ?? label ?? element?.textContent.trim() ?? "";
  });
}

const MOST_STOPS = 80;

/** Moves the focus by the keyboard, forwards or back, to what is called so. */
export async function tabTo(page: Page, name: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (now === name) return;
    passed.push(now);
  }
  throw new Error(`the keyboard does not reach "${name}":\n${passed.join("\n")}`);
}
