import { ROLE_PERMISSIONS } from "#src/auth/roles.ts";
import { Database } from "#src/db/database.ts";
import { TenantScope } from "#src/db/tenant-scope.ts";
import { readActivity } from "#src/features/activity/read-activity.ts";
import { detailsOf, type ActivityFilter, type LoggedDeed } from "#src/features/activity/activity.ts";
import { exportEverything } from "#src/features/export/export-everything.ts";
import type { Occasion } from "#src/features/idempotency/run-once.ts";
import {
  addIntegration,
  readIntegrations,
  removeIntegration,
} from "#src/features/integrations/change-integrations.ts";
import { readMembers } from "#src/features/organization/read-members.ts";
import { deletePost, editPost, stepPost } from "#src/features/posts/change-post.ts";
import { addPublishedPost, draftPost } from "#src/features/posts/draft-post.ts";
import { findPost, findPosts } from "#src/features/posts/find-posts.ts";
import { readPostCursor } from "#src/features/posts/post-cursor.ts";
import { exportActivity, exportTasks } from "#src/features/reports/export-report.ts";
import { readReport } from "#src/features/reports/read-report.ts";
import { deleteTask, editTask, stepTask } from "#src/features/tasks/change-task.ts";
import { readCommentCursor } from "#src/features/tasks/comment-cursor.ts";
import { commentOnTask } from "#src/features/tasks/comment-on-task.ts";
import { completeTasks } from "#src/features/tasks/complete-tasks.ts";
import { createTask } from "#src/features/tasks/create-task.ts";
import { findComments, findTask, findTasks } from "#src/features/tasks/find-tasks.ts";
import { parseTaskList } from "#src/features/tasks/task-list.ts";
import { parsePostId, parseTaskId, parseUserId, type OrgId } from "#src/lib/ids.ts";
import type { Result } from "#src/lib/result.ts";
import { noClerk } from "#test/support/actors.ts";
import type { LocalD1 } from "#test/support/local-d1.ts";
import { valueOf } from "#test/support/results.ts";
import type { Asked } from "./asked.ts";
import type { Kind } from "./commands.ts";
import { happen, startMirror } from "./mirror.ts";
import type { Answer, Product } from "./play.ts";
import { allPages, ownedIds, taskQuery } from "./queries.ts";
import { deedsBy, kindOf, shownDeed } from "./rules/organizations.ts";
import { postStatusOf, postStepOf, shownPost } from "./rules/posts.ts";
import { fingerprintOf, IS_DONE, NO_ORGANIZATION, NONE_OPEN } from "./rules/rule.ts";
import { shown, stepOf } from "./rules/tasks.ts";
import { newWorld, type World } from "./world.ts";

type Actor = NonNullable<ReturnType<typeof actorOf>>;
type At = { readonly actor: Actor; readonly asked: Asked; readonly world: World };
type Act = (at: At) => Promise<Answer>;

const NOON_MS = Date.UTC(2001, 10, 24, 12);

/** The product's acts on a real D1, with no request round them. */
export function actsOn(local: LocalD1): Product {
  return {
    database: local.database,
    reset: async () => {
      const world = newWorld({ nowMs: NOON_MS, hasEntry: false });
      await startMirror(local.database, world);
      return world;
    },
    judge: () => Promise.resolve(),
    perform: async (asked, world) => {
      const act = ACTS[asked.kind];
      if (act === undefined) return happen(local.database, asked, world);
      const actor = actorOf(local, asked.actor);
      return actor === null ? { says: NO_ORGANIZATION } : act({ actor, asked, world });
    },
  };
}

/** Whoever acts, as middleware.ts makes them; null where the scope refuses to be made. */
function actorOf({ database }: LocalD1, { userId: id, orgId, role }: Asked["actor"]) {
  const userId = known(parseUserId(id), id);
  // Unchecked: that it is one is what the scope is to see.
  const tenant = { orgId: orgId as OrgId, orgSlug: null, userId, role, permissions: ROLE_PERMISSIONS[role] };
  try {
    const scope = new TenantScope(tenant.orgId, new Database(database));
    return { kind: "member" as const, userId, tenant, scope };
  } catch {
    return null;
  }
}

const ACTS: Partial<Record<Kind, Act>> = {
  "add task": async ({ actor, asked, world }) =>
    made(await createTask(actor, taskDraft(asked), occasion(world, asked))),
  "edit task": async ({ actor, asked }) => done(await editTask(actor, seenTask(asked), taskDraft(asked))),
  "move task": async ({ actor, asked }) => done(await stepTask(actor, seenTask(asked), stepOf(asked))),
  "delete task": async ({ actor, asked }) => done(await deleteTask(actor, seenTask(asked))),
  "read task": async ({ actor, asked }) => {
    const task = await findTask(actor.scope, taskId(asked.id));
    return { says: task === null ? "absent" : shown(task) };
  },
  "list tasks": listTasks,
  "search tasks": listTasks,
  "complete many": async ({ actor, asked, world }) => {
    const completed = await completeTasks(actor, asked.ids.map(taskId), world.nowMs);
    if (!completed.ok) return { says: completed.reason };
    return { says: completed.value.length > 0 ? IS_DONE : NONE_OPEN };
  },
  comment: async ({ actor, asked, world }) => {
    const comment = { taskId: taskId(asked.id), body: asked.text };
    return made(await commentOnTask(actor, comment, occasion(world, asked)));
  },
  "list comments": async ({ actor, asked }) => {
    const id = taskId(asked.id);
    if ((await findComments(actor.scope, id, null)) === null) return { says: "absent" };
    const comments = await allPages(null, async (after) => {
      const found = await findComments(actor.scope, id, readCommentCursor(after));
      return { rows: found?.comments ?? [], next: found?.next ?? null };
    });
    return { says: comments.map((comment) => `${comment.id} ${comment.body}`) };
  },
  "draft post": async ({ actor, asked, world }) =>
    made(await draftPost(actor, postDraft(asked), occasion(world, asked))),
  "add published post": async ({ actor, asked, world }) =>
    made(await addPublishedPost(actor, postDraft(asked), occasion(world, asked))),
  "edit post": async ({ actor, asked }) => done(await editPost(actor, seenPost(asked), postDraft(asked))),
  "move post": async ({ actor, asked }) => done(await stepPost(actor, seenPost(asked), postStepOf(asked))),
  "delete post": async ({ actor, asked }) => done(await deletePost(actor, seenPost(asked))),
  "read post": async ({ actor, asked }) => {
    const post = await findPost(actor, seenPost(asked).id);
    return { says: post === null ? "absent" : `${shownPost(post)} ${post.body}` };
  },
  "list posts": async ({ actor, asked }) => {
    const posts = await allPages(null, async (after) => {
      const { posts: rows, next } = await findPosts(actor, postStatusOf(asked), readPostCursor(after));
      return { rows, next };
    });
    return { says: posts.map(shownPost) };
  },
  "add integration": async ({ actor, asked, world }) =>
    made(await addIntegration(actor, { label: asked.title, url: "https://example.com/" }, world.nowMs)),
  "remove integration": async ({ actor, asked, world }) =>
    done(await removeIntegration(actor, asked.id, world.nowMs)),
  "list integrations": async ({ actor }) => {
    const all = await readIntegrations(actor);
    return { says: all.ok ? all.value.map(({ id, label }) => `${id} ${label}`).toSorted() : all.reason };
  },
  "list members": async ({ actor }) => {
    const members = await allPages(null, async (after) => {
      const page = await readMembers(noClerk(), actor, parseUserId(after));
      return { rows: page.members, next: page.next };
    });
    return { says: members.map(({ userId, role }) => `${userId} ${role}`).toSorted() };
  },
  "read log": async ({ actor, asked, world }) => {
    const deeds = await allPages(null, async (after) => {
      const before = after === null ? null : Number(after);
      const { deeds: rows, next } = await readActivity(actor.scope, filterOf(world, asked), before);
      return { rows, next };
    });
    return { says: deeds.map(deedLine) };
  },
  "read report": async ({ actor, world }) => {
    const { counters, overdue } = await readReport(actor.scope, world.nowMs);
    return { says: { ...counters, overdue: overdue.count } };
  },
  "export tasks": async ({ actor, world }) => exported(await exportTasks(actor, world.nowMs), ({ id }) => id),
  "export log": async ({ actor, world }) => exported(await exportActivity(actor, world.nowMs), deedLine),
  "export everything": async ({ actor, world }) => {
    const chunks = await exportEverything(actor, world.nowMs);
    if (!chunks.ok) return { says: chunks.reason };
    const lines: string[] = [];
    for await (const chunk of chunks.value) lines.push(...chunk.trimEnd().split("\n"));
    return { says: ownedIds(lines) };
  },
};

async function listTasks({ actor, asked, world }: At): Promise<Answer> {
  const { after: start = null, ...query } = taskQuery(world, asked);
  const tasks = await allPages(start, async (after) => {
    const asking = new URLSearchParams({ ...query, ...(after !== null && { after }) });
    const { tasks: rows, next } = await findTasks(actor.scope, valueOf(parseTaskList(asking)));
    return { rows, next };
  });
  return { says: tasks.map(shown) };
}

function done(result: Result<null, string>): Answer {
  return { says: result.ok ? IS_DONE : result.reason };
}

function made(result: Result<string, string>): Answer {
  return result.ok ? { says: IS_DONE, id: result.value } : { says: result.reason };
}

async function exported<Row>(
  chunks: Result<AsyncIterable<readonly Row[]>, string>,
  lineOf: (row: Row) => string,
): Promise<Answer> {
  if (!chunks.ok) return { says: chunks.reason };
  const lines: string[] = [];
  for await (const rows of chunks.value) lines.push(...rows.map(lineOf));
  return { says: lines.toSorted() };
}

function deedLine(deed: LoggedDeed): string {
  const { title } = detailsOf(deed);
  return shownDeed({ ...deed, title: typeof title === "string" ? title : null });
}

function filterOf(world: World, asked: Asked): ActivityFilter {
  const kind = kindOf(asked);
  const actorId = parseUserId(deedsBy(world, asked));
  if (kind === null) return actorId === null ? { by: "all" } : { by: "actor", actorId };
  return actorId === null ? { by: "kind", kind } : { by: "actor-and-kind", actorId, kind };
}

function occasion({ nowMs }: World, asked: Asked): Occasion {
  const { key } = asked;
  return key === null ? { nowMs } : { nowMs, request: { key, fingerprint: fingerprintOf(asked) } };
}

function taskDraft({ title, text: description, assigneeId, dueOn }: Asked) {
  return { title, description, assigneeId: parseUserId(assigneeId), dueOn };
}

function postDraft({ title, text: body }: Asked) {
  return { title, body };
}

function seenTask({ id, version }: Asked) {
  return { id: taskId(id), version };
}

function seenPost({ id, version }: Asked) {
  return { id: known(parsePostId(id), id), version };
}

function taskId(id: string) {
  return known(parseTaskId(id), id);
}

function known<Id>(id: Id | null, text: string): Id {
  if (id === null) throw new Error(`${text} is no id`);
  return id;
}
