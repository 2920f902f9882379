import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import { sealRepository } from "#src/features/activity/seal-repository.ts";
import { organizationRowsRepository } from "#src/features/export/organization-rows-repository.ts";
import { idempotencyRepository } from "#src/features/idempotency/idempotency-repository.ts";
import { integrationRepository } from "#src/features/integrations/integration-repository.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { seatRepository } from "#src/features/organization/seat-repository.ts";
import { postRepository } from "#src/features/posts/post-repository.ts";
import { reportRepository } from "#src/features/reports/report-repository.ts";
import { commentRepository } from "#src/features/tasks/comment-repository.ts";
import { taskListRepository } from "#src/features/tasks/task-list-repository.ts";
import { loggedTasks, taskRepository } from "#src/features/tasks/task-repository.ts";
import { TASK_SORTS, TASK_STATUSES } from "#src/features/tasks/task.ts";
import {
  newCommentId,
  newIntegrationId,
  newPostId,
  newTaskId,
  parseUserId,
  type UserId,
} from "#src/lib/ids.ts";
import { ADA } from "#test/support/people.ts";
import { invitationStatements } from "./invitation-statements.ts";

type Statements = readonly Statement<unknown>[];
/** Statements of each method of each repository. */
export type Walk = Readonly<Record<string, Readonly<Record<string, Statements>>>>;

const NOW_MS = Date.UTC(2026, 10, 20);

/** Every method of every repository, asked in every way that makes another statement. */
export function everyStatement(scope: TenantScope): Walk {
  return {
    ...taskStatements(scope),
    ...postStatements(scope),
    ...logStatements(scope),
    ...otherStatements(scope),
    ...invitationStatements(scope, ada()),
  };
}

/** The repositories that there are, by their files, with their methods. */
export async function everyRepository(scope: TenantScope): Promise<Readonly<Record<string, string[]>>> {
  const files = readdirSync("src/features", { recursive: true, encoding: "utf8" });
  const found: Record<string, string[]> = {};
  for (const file of files.filter((name) => name.endsWith("-repository.ts"))) {
    const exported = (await import(/* @vite-ignore */ resolve("src/features", file))) as Record<
      string,
      unknown
    >;
    for (const [name, value] of Object.entries(exported)) {
      // Of a repository's file, the one function so called is the repository.
      if (!name.endsWith("Repository")) continue;
      found[name] = Object.keys((value as (scope: TenantScope) => object)(scope));
    }
  }
  return found;
}

function taskStatements(scope: TenantScope): Walk {
  const [tasks, lists, comments] = [
    taskRepository(scope),
    taskListRepository(scope),
    commentRepository(scope),
  ];
  const id = newTaskId();
  const cursor = { id, title: "m", dueOn: "2026-11-20", createdAtMs: NOW_MS };
  const draft = { title: "t", description: "", assigneeId: null, dueOn: null };
  const filters = [null, ...TASK_STATUSES].flatMap((status) =>
    [null, "nobody" as const, ada()].map((assignee) => ({ status, assignee })),
  );
  return {
    taskRepository: {
      find: [tasks.find(id)],
      add: [tasks.add({ ...draft, id, createdBy: ada(), createdAtMs: NOW_MS })],
      change: [tasks.change({ id, version: 1, set: draft, from: ["todo", "done"], updatedAtMs: NOW_MS })],
      remove: [tasks.remove({ id, version: 1 })],
      completeAll: [tasks.completeAll([id, newTaskId()], NOW_MS)],
    },
    taskListRepository: {
      sorted: filters.flatMap((filter) =>
        TASK_SORTS.flatMap((sort) => [lists.sorted(filter, sort, null), lists.sorted(filter, sort, cursor)]),
      ),
      search: filters.flatMap((filter) => [
        lists.search(filter, ["plan", "to"], null),
        lists.search(filter, ["plan"], "1849688064000000000"),
      ]),
      newest: [lists.newest()],
      dueFirst: [lists.dueFirst()],
    },
    commentRepository: {
      page: [comments.page(id, null), comments.page(id, { id: newCommentId(), createdAtMs: NOW_MS })],
      add: [
        comments.add({ id: newCommentId(), taskId: id, authorId: ada(), body: "b", createdAtMs: NOW_MS }),
      ],
    },
  };
}

function postStatements(scope: TenantScope): Walk {
  const posts = postRepository(scope);
  const id = newPostId();
  const cursor = { id, pinned: 0, atMs: NOW_MS };
  return {
    postRepository: {
      published: [posts.published(null), posts.published(cursor)],
      drafts: [null, ada()].flatMap((author) => [posts.drafts(author, null), posts.drafts(author, cursor)]),
      latest: [posts.latest()],
      find: [posts.find(id)],
      add: [posts.add({ id, title: "t", body: "b", status: "draft", authorId: ada(), createdAtMs: NOW_MS })],
      change: [posts.change({ id, version: 1 }, { pinned: 1 }, NOW_MS)],
      remove: [posts.remove({ id, version: 1 })],
    },
  };
}

function logStatements(scope: TenantScope): Walk {
  const [log, lists, seals] = [
    activityRepository(scope),
    activityListRepository(scope),
    sealRepository(scope),
  ];
  const filters = [
    { by: "all" },
    { by: "kind", kind: "post" },
    { by: "subject", kind: "task", id: newTaskId() },
    { by: "actor", actorId: ada() },
    { by: "actor-and-kind", actorId: ada(), kind: "post" },
  ] as const;
  const deed = { actorId: ada(), action: "task.edited", atMs: NOW_MS } as const;
  return {
    activityRepository: {
      open: [log.open()],
      record: [log.record(deed, { id: "tsk_x", title: "x" })],
      recordEach: [log.recordEach(deed, loggedTasks.one(newTaskId()))],
    },
    activityListRepository: {
      page: filters.flatMap((filter) => [lists.page(filter, null), lists.page(filter, 5)]),
      newest: [lists.newest()],
      latest: filters.map((filter) => lists.latest(filter, 5)),
      after: [lists.after(0, 100)],
    },
    sealRepository: {
      ends: [seals.ends()],
      find: [seals.find(1)],
      after: [seals.after(0, 100)],
      add: [seals.add({ seq: 1, hash: "h" })],
    },
  };
}

function seatStatements(scope: TenantScope): Walk[string] {
  const seats = seatRepository(scope);
  const [seat, held] = [
    { userId: ada(), createdAtMs: 1 },
    { role: "org:member", sinceMs: 1 },
  ];
  return {
    find: [seats.find(ada())],
    stepDown: [seats.stepDown(ada(), ada())],
    hold: [seats.hold(ada(), held)],
    end: [seats.end(seat, NOW_MS)],
  };
}

function otherStatements(scope: TenantScope): Walk {
  const [organization, keys] = [organizationRepository(scope), idempotencyRepository(scope)];
  const [integrations, reports] = [integrationRepository(scope), reportRepository(scope)];
  const id = newIntegrationId();
  return {
    organizationRepository: {
      find: [organization.find()],
      seat: [organization.seat(ada())],
      roster: [organization.roster()],
      members: [organization.members(null), organization.members(ada())],
      putOrganization: [
        organization.putOrganization({ name: "n", slug: null, createdAtMs: 1, sourceEventAtMs: 1 }),
      ],
      putMembership: [
        organization.putMembership({ userId: ada(), role: "org:member", createdAtMs: 1, sourceEventAtMs: 1 }),
      ],
      addOrganization: [
        organization.addOrganization({ name: "n", slug: null, createdAtMs: 1, sourceEventAtMs: 1 }),
      ],
      addMembership: [
        organization.addMembership({ userId: ada(), role: "org:member", createdAtMs: 1, sourceEventAtMs: 1 }),
      ],
    },
    seatRepository: seatStatements(scope),
    idempotencyRepository: {
      add: [keys.add({ actorId: ada(), key: "k", fingerprint: "f", answer: "a", expiresAtMs: 1 })],
      find: [keys.find(ada(), "k")],
      dropExpired: [keys.dropExpired(NOW_MS)],
    },
    integrationRepository: {
      all: [integrations.all()],
      find: [integrations.find(id)],
      addIfRoom: [
        integrations.addIfRoom({ id, label: "l", url: "https://u", createdBy: ada(), createdAtMs: 1 }),
      ],
      remove: [integrations.remove(id)],
    },
    reportRepository: {
      counters: [reports.counters()],
      days: [reports.days("2026-11-01")],
      overdue: [reports.overdue("2026-11-20")],
      tasksAfter: [reports.tasksAfter(null), reports.tasksAfter(newTaskId())],
    },
    organizationRowsRepository: rowsStatements(scope),
  };
}

function rowsStatements(scope: TenantScope): Walk[string] {
  const owned = organizationRowsRepository(scope);
  const keyed = TENANT_TABLES.filter(({ key }) => key.length > 0);
  return {
    after: [
      ...TENANT_TABLES.map((shape) => owned.after(shape, null)),
      ...keyed.map((shape) => owned.after(shape, anyKey(shape.key))),
    ],
    addAll: TENANT_TABLES.map((shape) => owned.addAll(shape, [])),
    removeThrough: TENANT_TABLES.map((shape) => owned.removeThrough(shape, anyKey(shape.key))),
    removeAll: TENANT_TABLES.map((shape) => owned.removeAll(shape)),
    markDeleted: [owned.markDeleted(NOW_MS)],
  };
}

function anyKey(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, "x"]));
}

function ada(): UserId {
  const userId = parseUserId(ADA.id);
  if (userId === null) throw new Error("Ada's id is none");
  return userId;
}
