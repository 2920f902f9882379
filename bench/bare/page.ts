import type { Session } from "./session.ts";

export type Page = {
  readonly session: Session;
  readonly name: string;
  readonly roster: readonly { readonly userId: string; readonly name: string }[];
  readonly tasks: readonly Task[];
};

type Task = {
  readonly id: string;
  readonly title: string;
  readonly status: "todo" | "in_progress" | "done";
  readonly assigneeId: string | null;
  readonly dueOn: string | null;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly version: number;
};

const TASKS_PER_PAGE = 50;
const STATUS_LABELS = { todo: "To do", in_progress: "In progress", done: "Done" } as const;

/** The dashboard's markup, less what Clerk's components bring. */
export function renderPage(page: Page): string {
  const { session, name, roster, tasks } = page;
  const today = new Date().toISOString().slice(0, 10);
  const listed = tasks.slice(0, TASKS_PER_PAGE);
  const rows = listed.map((task) => renderTask(task, page, today)).join("");
  const people = roster.map(
    ({ userId, name: person }) => `<option value="${userId}">${escape(person)}</option>`,
  );
  const last = tasks.length > TASKS_PER_PAGE ? listed.at(-1) : undefined;
  const older =
    last === undefined
      ? ""
      : `<nav aria-label="Pages of tasks"><a class="btn" data-variant="outline" href="/orgs/${escape(session.orgSlug)}/dashboard?after=${last.createdAtMs}.${last.id}" rel="next">Older tasks</a></nav>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escape(name)} · Orgstead</title><link rel="icon" href="/favicon.svg" type="image/svg+xml"></head><body><a href="#main" class="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-background focus:px-3 focus:py-2">Skip to content</a><header class="border-b bg-card"><div class="mx-auto flex h-14 max-w-4xl items-center gap-2 px-4"><a href="/" class="inline-flex items-center gap-2 text-lg font-semibold tracking-tight">Orgstead</a></div></header><main id="main" class="mx-auto max-w-4xl px-4 py-8"><div class="mb-6 flex flex-wrap items-baseline gap-x-3 gap-y-1"><h1 class="text-2xl font-semibold tracking-tight wrap-anywhere">${escape(name)}</h1><p class="text-sm text-muted-foreground">Your role: <strong class="font-medium text-foreground">${escape(session.orgRole)}</strong></p></div><form method="post" class="rounded-xl border bg-card p-4 shadow-xs"><input type="hidden" name="org" value="${session.orgId}"><h2 class="mb-2 text-sm font-medium"><label for="title">Add a task</label></h2><div class="mb-3 flex items-start gap-2"><div class="field"><input class="input" type="text" id="title" name="title" placeholder="What needs to be done?" required maxlength="200" autocomplete="off"></div><button class="btn" name="act" value="create">Add task</button></div><details class="more"><summary>Description, assignee, due date</summary><div class="mt-4 grid gap-4"><div class="field"><label for="description">Description</label><textarea class="textarea" id="description" name="description" rows="4" maxlength="10000"></textarea></div><div class="grid gap-4 sm:grid-cols-2"><div class="field"><label for="assignee">Assignee</label><select class="w-full" id="assignee" name="assignee"><option value="">Nobody yet</option>${people.join("")}</select></div><div class="field"><label for="due">Due</label><input class="input" type="date" id="due" name="due"></div></div></div></details></form><section aria-labelledby="tasks" class="mt-8"><h2 id="tasks" class="mb-3 text-lg font-medium">Tasks</h2><ul class="tasks">${rows}</ul>${older}</section></main></body></html>`;
}

function renderTask(task: Task, { session, roster }: Page, today: string): string {
  const { id, status, version } = task;
  const title = escape(task.title);
  const [check, checkLabel] = status === "done" ? ["reopen", "Reopen"] : ["complete", "Complete"];
  const start =
    status === "todo"
      ? `<button class="btn" data-size="sm" data-variant="outline" name="act" value="start" aria-label="Start: ${title}">Start</button>`
      : "";
  const mayDelete = session.orgRole === "admin" || task.createdBy === session.userId;
  const removal = mayDelete
    ? `<details class="task-delete" name="delete"><summary class="btn" data-size="sm" data-variant="ghost" aria-label="Delete: ${title}">Delete</summary><div><p>Delete this task for good?</p><button class="btn" data-size="sm" data-variant="destructive" name="act" value="delete">Yes, delete it</button></div></details>`
    : "";
  return `<li><form method="post" class="task" data-status="${status}" data-task="${id}"><input type="hidden" name="org" value="${session.orgId}"><input type="hidden" name="task" value="${id}"><input type="hidden" name="version" value="${version}"><button class="task-check" name="act" value="${check}" aria-label="${checkLabel}: ${title}"></button><div><a class="task-title" href="/orgs/${escape(session.orgSlug)}/tasks/${id}">${title}</a><p class="task-facts"><span class="task-status">${STATUS_LABELS[status]}</span>${dueOf(task, today)}<span>${escape(peopleOf(task, roster))}</span></p></div><div class="task-acts">${start}${removal}</div></form></li>`;
}

function dueOf({ status, dueOn }: Task, today: string): string {
  if (dueOn === null) return "";
  const isOverdue = status !== "done" && dueOn < today;
  return isOverdue
    ? `<span class="task-overdue">Overdue: ${escape(dueOn)}</span>`
    : `<span>Due ${escape(dueOn)}</span>`;
}

function peopleOf({ assigneeId, createdBy }: Task, roster: Page["roster"]): string {
  const nameOf = (id: string) => roster.find(({ userId }) => userId === id)?.name ?? "Former member";
  const author = nameOf(createdBy);
  return assigneeId === null ? `By ${author}` : `For ${nameOf(assigneeId)}, by ${author}`;
}

const SPECIAL = /[&<>"']/;

function escape(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
