/** An organization's dashboard, worked as a person does. */
import type { Locator, Page } from "playwright-core";

/** The task's row in the list; none when there is no such task. */
export function rowOf(page: Page, title: string): Locator {
  return page.getByRole("listitem").filter({ has: page.getByRole("link", { name: title }) });
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
