import { readCursor, writeCursor, type TaskCursor } from "#src/features/tasks/task-cursor.ts";
import {
  TASK_SORTS,
  TASK_STATUSES,
  TASKS_PER_PAGE,
  type ListedTask,
  type TaskSort,
  type TaskStatus,
} from "#src/features/tasks/task.ts";
import { parseUserId, type UserId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";
import { cleanText } from "#src/lib/text.ts";

/** Null means any. */
export type TaskFilter = {
  readonly status: TaskStatus | null;
  readonly assignee: UserId | "nobody" | null;
};

export const ANY_TASK: TaskFilter = { status: null, assignee: null };

/** Which tasks to show, in which order. What is searched for comes newest first. */
export type TaskList = TaskFilter &
  (
    | { readonly kind: "sorted"; readonly sort: TaskSort; readonly after: TaskCursor | null }
    | { readonly kind: "search"; readonly words: readonly string[]; readonly after: string | null }
  );

export const MAX_SEARCH_LENGTH = 100;
const MAX_SEARCH_WORDS = 8;

export type TaskListField = "q" | "status" | "assignee" | "sort" | "after";
export type TaskListErrors = Partial<Record<TaskListField, string>>;

const FIELDS: ReadonlySet<string> = new Set<TaskListField>(["q", "status", "assignee", "sort", "after"]);

/**
 * The list that a query asks for; fields that are empty or missing ask for nothing. Fails with a sentence for each
 * field that will not do. Other names than `TaskListField`'s are no business of the list's (`unknownFields`).
 */
export function parseTaskList(query: URLSearchParams): Result<TaskList, TaskListErrors> {
  const given = (name: TaskListField) => query.get(name) ?? "";
  const status = oneOf(TASK_STATUSES, given("status"));
  const sort = oneOf(TASK_SORTS, given("sort"));
  const assignee: TaskFilter["assignee"] =
    given("assignee") === "nobody" ? "nobody" : parseUserId(given("assignee"));
  const words = parseWords(given("q"));
  const errors: TaskListErrors = {
    ...(status === null && given("status") !== "" && { status: sentenceOf(TASK_STATUSES) }),
    ...(sort === null && given("sort") !== "" && { sort: sentenceOf(TASK_SORTS) }),
    ...(assignee === null && given("assignee") !== "" && { assignee: "Choose a member, or nobody." }),
    ...(!words.ok && { q: words.reason }),
  };
  if (!words.ok || Object.keys(errors).length > 0) return fail(errors);
  const filter: TaskFilter = { status, assignee };
  if (words.value.length > 0) return search(filter, words.value, given("after"));
  const by = sort ?? "created";
  const after = given("after") === "" ? null : readCursor(given("after"), by);
  if (after === null && given("after") !== "") return fail({ after: NO_PLACE });
  return ok({ kind: "sorted", ...filter, sort: by, after });
}

/** The query as it was typed, to be shown again; without the place in the list. */
export type TypedQuery = Record<Exclude<TaskListField, "after">, string>;

export function typedQuery(query: URLSearchParams): TypedQuery {
  const typed = (name: TaskListField) => query.get(name) ?? "";
  return { q: typed("q"), status: typed("status"), assignee: typed("assignee"), sort: typed("sort") };
}

/** The list that a query asks for, less what of it will not do, of which `errors` tells. */
export function listAsked(query: URLSearchParams): {
  readonly list: TaskList;
  readonly errors: TaskListErrors;
} {
  const asked = parseTaskList(query);
  if (asked.ok) return { list: asked.value, errors: {} };
  const rest = new URLSearchParams(query);
  // A place is one in a list that was asked for otherwise.
  for (const name of ["after", ...Object.keys(asked.reason)]) rest.delete(name);
  return { list: listAsked(rest).list, errors: asked.reason };
}

/** The query again, short and from a place on: what is empty, or no business of the list's, is left out. */
export function queryFrom(query: URLSearchParams, after: string | null): string {
  const kept = [...query].filter(([name, value]) => FIELDS.has(name) && name !== "after" && value !== "");
  const text = new URLSearchParams([...kept, ...(after === null ? [] : [["after", after]])]).toString();
  return text === "" ? "" : `?${text}`;
}

/** Names in a query that no list knows. */
export function unknownFields(query: URLSearchParams): string[] {
  return [...query.keys()].filter((name) => !FIELDS.has(name));
}

/** A row of a list; of one that a search found, also its place in the order of creation. */
type ListedRow = ListedTask & { readonly position?: string };

export type TaskListPage = {
  readonly tasks: readonly ListedTask[];
  /** Where the next page starts; null on the last one. */
  readonly next: string | null;
};

/** The page that its rows make, which are one more when there is another page, and where that one starts. */
export function pageOf(list: TaskList, rows: readonly ListedRow[]): TaskListPage {
  const tasks = rows.slice(0, TASKS_PER_PAGE);
  const last = tasks.at(-1);
  if (last === undefined || rows.length === tasks.length) return { tasks, next: null };
  return { tasks, next: list.kind === "search" ? (last.position ?? null) : writeCursor(last, list.sort) };
}

const NO_PLACE = "This is not a place in the list. Start at its beginning.";

function search(
  filter: TaskFilter,
  words: readonly string[],
  after: string,
): Result<TaskList, TaskListErrors> {
  if (after !== "" && !/^\d{1,19}$/.test(after)) return fail({ after: NO_PLACE });
  return ok({ kind: "search", ...filter, words, after: after === "" ? null : after });
}

/** Words as the index knows them: letters and digits. None when nothing was typed. */
function parseWords(typed: string): Result<readonly string[], string> {
  const text = cleanText(typed, { min: 0, max: MAX_SEARCH_LENGTH });
  if (!text.ok) {
    return fail(
      text.reason === "too-long"
        ? `Search for at most ${MAX_SEARCH_LENGTH} characters.`
        : "This has characters that cannot be searched for. Type it again.",
    );
  }
  const words = text.value.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  if (text.value !== "" && words.length === 0) return fail("Type a word to search for.");
  if (words.length > MAX_SEARCH_WORDS) return fail(`Search for at most ${MAX_SEARCH_WORDS} words.`);
  return ok(words);
}

function oneOf<const Allowed extends string>(allowed: readonly Allowed[], given: string): Allowed | null {
  return allowed.find((value) => value === given) ?? null;
}

function sentenceOf(allowed: readonly string[]): string {
  return `Choose one of ${allowed.join(", ")}.`;
}
