import { NOT_A_MEMBER } from "#src/features/tasks/task-form.ts";
import { detailsOf, type LoggedDeed } from "#src/features/activity/activity.ts";
import { REFUSALS as INTEGRATION_REFUSALS } from "#src/features/integrations/integration-actions.ts";
import { REFUSALS as POST_REFUSALS } from "#src/features/posts/post-actions.ts";
import { REFUSALS as TASK_REFUSALS } from "#src/features/tasks/task-actions.ts";
import type { Kind } from "./commands.ts";
import type { Answer } from "./play.ts";
import { ownedIds } from "./queries.ts";
import { shownDeed } from "./rules/organizations.ts";
import { shownPost } from "./rules/posts.ts";
import { IS_DONE, NO_ORGANIZATION, NONE_OPEN, WRONG_ORGANIZATION } from "./rules/rule.ts";
import { shown } from "./rules/tasks.ts";

export type Received = { readonly status: number; readonly location: string | null; readonly text: string };

/** Where the API's problems have other names than the acts' refusals. */
const CODES: Readonly<Record<string, string>> = {
  not_found: "absent",
  key_reused: "key-reused",
  wrong_organization: WRONG_ORGANIZATION,
  no_active_org: NO_ORGANIZATION,
  last_admin: "last admin",
};

/** An answer of the API, or of a page that was only opened. */
export function apiAnswer(kind: Kind, { status, location, text }: Received): Answer {
  if (status === 303 && location?.startsWith("/me") === true) return { says: NO_ORGANIZATION };
  if (status < 300) return read(kind, text);
  if (kind === "list integrations") return { says: status === 403 ? "forbidden" : `${status} ${text}` };
  // A problem body, or what is no answer of the API.
  const problem = JSON.parse(text) as { code: string; errors?: Record<string, string> };
  if (problem.errors?.["assignee"] === NOT_A_MEMBER) return { says: "assignee-not-a-member" };
  return { says: CODES[problem.code] ?? problem.code };
}

/** An answer to a form: where it led, or what the page that was shown again says. */
export function formAnswer(kind: Kind, { status, location, text }: Received): Answer {
  if (status === 303) return { says: location?.includes("notice=none-open") === true ? NONE_OPEN : IS_DONE };
  if (status === 200) return read(kind, text);
  if (status === 403 || text.includes(POST_REFUSALS.forbidden.text)) return { says: "forbidden" };
  if (status === 404) return { says: "absent" };
  if (status === 422 && text.includes(NOT_A_MEMBER)) return { says: "assignee-not-a-member" };
  if (status !== 409) return { says: `${status} ${text}` };
  if (text.includes(UNSENT)) return { says: WRONG_ORGANIZATION };
  if (text.includes(LAST_ADMIN)) return { says: "last admin" };
  if (text.includes(TASK_REFUSALS["key-reused"].text)) return { says: "key-reused" };
  return { says: text.includes(INTEGRATION_REFUSALS.full.text) ? "full" : "stale" };
}

/** What the members page says then. */
const LAST_ADMIN = "An organization needs an admin.";
/** The title of the page that shows a form back. */
const UNSENT = "That form was for another organization";

function read(kind: Kind, text: string): Answer {
  const reading = READINGS[kind];
  return reading === undefined ? made(text) : { says: reading(text) };
}

/** What is read, as the model says it: each as the API, or its file or page, has it. */
const READINGS: Partial<Record<Kind, (text: string) => unknown>> = {
  "read task": (text) => taskLine(JSON.parse(text)),
  "read post": (text) => {
    const post = JSON.parse(text) as PostJson;
    return `${shownPost(post)} ${post.body}`;
  },
  "list integrations": integrationsIn,
  "read report": (text) => reportOf(JSON.parse(text)),
  "export tasks": (text) =>
    linesOf<{ id: string }>(text)
      .map(({ id }) => id)
      .toSorted(),
  "export log": (text) => linesOf<LoggedDeed>(text).map(deedLine).toSorted(),
  "export everything": (text) => ownedIds(text.trimEnd().split("\n")),
};

/** A page of a list, its next one's place, and its rows as the model says them. */
export function pageOf(
  kind: Kind,
  text: string,
): { readonly rows: readonly string[]; readonly next: string | null } {
  // As the API writes its lists: rows under their own name, and `next`.
  const { next, ...named } = JSON.parse(text) as Record<string, unknown> & { next: string | null };
  const rows = (Object.values(named)[0] ?? []) as readonly unknown[];
  const lineOf = LINES[kind] ?? taskLine;
  return { rows: rows.map((row) => lineOf(row as never)), next };
}

/** A row of each list that is none of tasks, as its schema has it. */
const LINES: Partial<Record<Kind, (row: never) => string>> = {
  "list posts": (post: PostJson) => shownPost(post),
  "list comments": ({ id, body }: { readonly id: string; readonly body: string }) => `${id} ${body}`,
  "list members": ({ userId, role }: { readonly userId: string; readonly role: string }) =>
    `${userId} ${role}`,
  "read log": ({ seq, action, actor: actorId, subject }: DeedJson) =>
    shownDeed({ seq, action, actorId, subjectId: subject.id, title: subject.title }),
};

type TaskJson = Omit<Parameters<typeof shown>[0], "assigneeId"> & { readonly assignee: string | null };
type PostJson = Parameters<typeof shownPost>[0] & { readonly body: string };
type DeedJson = Pick<LoggedDeed, "seq" | "action"> & {
  readonly actor: string;
  readonly subject: { readonly id: string; readonly title: string | null };
};
type ReportJson = {
  readonly tasks: object;
  readonly posts: object;
  readonly overdue: { readonly count: number };
};

function taskLine({ assignee, ...task }: TaskJson): string {
  return shown({ ...task, assigneeId: assignee });
}

function reportOf({ tasks, posts, overdue }: ReportJson) {
  return { ...tasks, ...posts, overdue: overdue.count };
}

/** What was made names itself; what was changed or deleted does not. */
function made(text: string): Answer {
  const { id } = (text === "" ? {} : JSON.parse(text)) as { id?: string };
  return { says: IS_DONE, ...(id !== undefined && { id }) };
}

function linesOf<Row>(text: string): Row[] {
  // NDJSON of rows as they are stored.
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

function deedLine(deed: LoggedDeed): string {
  const { title } = detailsOf(deed);
  return shownDeed({ ...deed, title: typeof title === "string" ? title : null });
}

function integrationsIn(html: string): string[] {
  const forms = html.matchAll(/name="integration" value="([^"]+)"[^]*?aria-label="Remove: ([^"]+)"/g);
  return [...forms].map(([, id, label]) => `${id} ${label}`).toSorted();
}
