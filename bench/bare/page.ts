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
const SORTS = [
  ["created", "Newest first"],
  ["due", "By due date"],
  ["title", "By title"],
] as const;
const STATUS_LABELS = { todo: "To do", in_progress: "In progress", done: "Done" } as const;

/** The markup of the list of tasks, less what Clerk's components bring. */
export function renderPage(page: Page): string {
  const { session, name, roster, tasks } = page;
  const today = new Date().toISOString().slice(0, 10);
  const listed = tasks.slice(0, TASKS_PER_PAGE);
  const rows = listed.map((task) => renderTask(task, page, today)).join("");
  const people = roster.map(
    ({ userId, name: person }) => `<option value="${userId}">${escape(person)}</option>`,
  );
  const mayComplete = isAdmin(session) && listed.some(({ status }) => status !== "done");
  const last = tasks.length > TASKS_PER_PAGE ? listed.at(-1) : undefined;
  const older =
    last === undefined
      ? ""
      : `<nav aria-label="Pages of tasks" class="mt-4 flex gap-2"><a class="btn ml-auto" data-variant="outline" href="/orgs/${escape(session.orgSlug)}/tasks?after=${last.createdAtMs}.${last.id}" rel="next">Next page</a></nav>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Tasks · Orgstead</title><link rel="icon" href="/favicon.svg" type="image/svg+xml"></head><body><a href="#main" class="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-background focus:px-3 focus:py-2">Skip to content</a><header class="border-b bg-card"><div class="mx-auto flex h-14 max-w-4xl items-center gap-2 px-4"><a href="/" class="inline-flex items-center gap-2 text-lg font-semibold tracking-tight">Orgstead</a><span class="truncate">${escape(name)}</span></div></header><main id="main" class="mx-auto max-w-4xl px-4 py-8"><h1 class="mb-6 text-2xl font-semibold tracking-tight">Tasks</h1><form method="post" data-right="tasks.create" class="rounded-xl border bg-card p-4 shadow-xs"><input type="hidden" name="org" value="${session.orgId}"><input type="hidden" name="key" value="${crypto.randomUUID()}"><h2 class="mb-2 text-sm font-medium"><label for="title">Add a task</label></h2><div class="mb-3 flex items-start gap-2"><div class="field"><input class="input" type="text" id="title" name="title" placeholder="What needs to be done?" required maxlength="200" autocomplete="off"></div><button class="btn" name="act" value="create">Add task</button></div><details class="more"><summary>Description, assignee, due date</summary><div class="mt-4 grid gap-4"><div class="field"><label for="description">Description</label><textarea class="textarea" id="description" name="description" rows="4" maxlength="10000"></textarea></div><div class="grid gap-4 sm:grid-cols-2"><div class="field"><label for="assignee">Assignee</label><select class="w-full" id="assignee" name="assignee"><option value="">Nobody yet</option>${people.join("")}</select></div><div class="field"><label for="due">Due</label><input class="input" type="date" id="due" name="due"></div></div></div></details></form>${filterOf(page)}<section aria-labelledby="tasks"><div class="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-2"><h2 id="tasks" class="text-lg font-medium">All tasks</h2>${mayComplete ? `<form method="post" id="ticked" data-right="tasks.complete-many" class="ml-auto flex flex-wrap items-center gap-2"><input type="hidden" name="org" value="${session.orgId}"><button class="btn" data-size="sm" data-variant="outline" name="act" value="complete-many">Complete the chosen</button></form>` : ""}</div><ul class="tasks" data-right="tasks.move">${rows}</ul>${older}</section></main></body></html>`;
}

function renderTask(task: Task, { session, roster }: Page, today: string): string {
  const { id, status, version } = task;
  const title = escape(task.title);
  const [check, checkLabel] = status === "done" ? ["reopen", "Reopen"] : ["complete", "Complete"];
  const start =
    status === "todo"
      ? `<button class="btn" data-size="sm" data-variant="outline" name="act" value="start" aria-label="Start: ${title}">Start</button>`
      : "";
  const mayDelete = isAdmin(session) || task.createdBy === session.userId;
  const box =
    status === "done"
      ? ""
      : `<input class="input" type="checkbox" name="task" value="${id}" form="ticked" aria-label="Choose: ${title}">`;
  const tick = isAdmin(session) ? `<span class="task-tick">${box}</span>` : "";
  const removal = mayDelete
    ? `<details class="task-delete" name="delete" data-right="tasks.delete"><summary class="btn" data-size="sm" data-variant="ghost" aria-label="Delete: ${title}">Delete</summary><div><p>Delete this task for good?</p><button class="btn" data-size="sm" data-variant="destructive" name="act" value="delete">Yes, delete it</button></div></details>`
    : "";
  return `<li><form method="post" class="task" data-status="${status}" data-task="${id}"><input type="hidden" name="org" value="${session.orgId}"><input type="hidden" name="task" value="${id}"><input type="hidden" name="version" value="${version}">${tick}<button class="task-check" name="act" value="${check}" aria-label="${checkLabel}: ${title}"></button><div><a class="task-title" href="/orgs/${escape(session.orgSlug)}/tasks/${id}">${title}</a><p class="task-facts"><span class="task-status">${STATUS_LABELS[status]}</span>${dueOf(task, today)}<span>${escape(peopleOf(task, roster))}</span></p></div><div class="task-acts">${start}${removal}</div></form></li>`;
}

/** The form that filters, orders and searches. */
function filterOf({ session, roster }: Page): string {
  const people = roster.map(({ userId, name }) => option(userId, escape(name))).join("");
  const statuses = Object.entries(STATUS_LABELS).map(([value, label]) => option(value, label));
  const selects = [
    ["status", "Status", option("", "Any status") + statuses.join("")],
    ["assignee", "Assignee", option("", "Anybody") + option("nobody", "Nobody yet") + people],
    ["sort", "Order", SORTS.map(([value, label]) => option(value, label)).join("")],
  ].map(
    ([name, label, options]) =>
      `<div class="field"><label for="find-${name}">${label}</label><select class="w-full" id="find-${name}" name="${name}" aria-invalid="false">${options}</select></div>`,
  );
  return `<form method="get" action="/orgs/${escape(session.orgSlug)}/tasks" role="search" aria-label="Tasks" class="task-filter"><div class="field"><label for="find-q">Search</label><input class="input" type="search" id="find-q" name="q" maxlength="100" placeholder="Words of a title or description" autocomplete="off" aria-invalid="false"></div>${selects.join("")}<div class="flex items-end gap-2"><button class="btn" data-variant="secondary">Show</button></div></form>`;
}

function option(value: string, label: string): string {
  return `<option value="${value}">${label}</option>`;
}

function isAdmin({ orgRole }: Session): boolean {
  return orgRole === "admin";
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
