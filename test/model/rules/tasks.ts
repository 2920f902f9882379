import { TASK_STEPS, type TaskStep } from "#src/features/tasks/task.ts";
import type { Asked } from "#test/model/asked.ts";
import type { Organization, Task } from "#test/model/world.ts";
import { IS_DONE, NONE_OPEN, isAdmin, log, once, own, type Expected, type Rule } from "./rule.ts";

export const STEPS = Object.keys(TASK_STEPS) as readonly TaskStep[];
const STATUSES = ["todo", "in_progress", "done"] as const;
export const SORTS = ["created", "due", "title"] as const;

export function stepOf({ step }: Asked): TaskStep {
  return STEPS[step % STEPS.length] ?? "start";
}

export function statusOf({ status }: Asked): Task["status"] | null {
  return status === null ? null : (STATUSES[status] ?? null);
}

export function sortOf({ sort }: Asked): (typeof SORTS)[number] {
  return SORTS[sort % SORTS.length] ?? "created";
}

export const TASK_RULES = {
  "add task": (world, asked) => {
    const organization = own(world, asked);
    return once(world, asked, {
      refusal: isAssignable(organization, asked) ? null : "assignee-not-a-member",
      effect: (id) => {
        world.made += 1;
        organization.tasks.push({
          ...draftOf(asked),
          id,
          status: "todo",
          createdBy: asked.actor.userId,
          version: 1,
          createdAtMs: undefined,
          nth: world.made,
        });
        organization.added += 1;
        log(organization, asked, { action: "task.added", subjectId: id, title: asked.title });
      },
    });
  },
  "edit task": (world, asked) =>
    changed(own(world, asked), asked, (task, organization) => {
      if (!isAssignable(organization, asked)) return { says: "assignee-not-a-member" };
      return {
        says: IS_DONE,
        effect: () => {
          log(organization, asked, { action: "task.edited", subjectId: task.id, title: task.title });
          Object.assign(task, draftOf(asked), { version: task.version + 1 });
        },
      };
    }),
  "move task": (world, asked) =>
    changed(own(world, asked), asked, (task, organization) => {
      const { from, to, done } = TASK_STEPS[stepOf(asked)];
      if (!from.some((status) => status === task.status)) return { says: "stale" };
      return { says: IS_DONE, effect: () => move(organization, asked, { task, to, action: done }) };
    }),
  "delete task": (world, asked) => {
    const organization = own(world, asked);
    const task = taskOf(organization, asked.id);
    if (task === undefined) return { says: "absent" };
    if (!isAdmin(asked) && task.createdBy !== asked.actor.userId) return { says: "forbidden" };
    return changed(organization, asked, () => ({
      says: IS_DONE,
      effect: () => {
        log(organization, asked, { action: "task.deleted", subjectId: task.id, title: task.title });
        organization.tasks = organization.tasks.filter((each) => each !== task);
        organization.comments = organization.comments.filter(({ taskId }) => taskId !== task.id);
        world.gone.push(task.id);
      },
    }));
  },
  "read task": (world, asked) => {
    const task = taskOf(own(world, asked), asked.id);
    return { says: task === undefined ? "absent" : shown(task) };
  },
  "list tasks": (world, asked) => {
    const sort = sortOf(asked);
    const behind = asked.afterId === null ? undefined : anyTask(world.organizations, asked.afterId);
    const listed = filtered(own(world, asked), asked).toSorted((a, b) => inOrder(sort, a, b));
    const rest = behind === undefined ? listed : listed.filter((task) => inOrder(sort, behind, task) < 0);
    return { says: rest.map(shown) };
  },
  "search tasks": (world, asked) => {
    const found = filtered(own(world, asked), asked).filter((task) => isFound(task, asked.words));
    return { says: found.toSorted(newestFirst).map(shown) };
  },
  "complete many": (world, asked) => {
    if (!isAdmin(asked)) return { says: "forbidden" };
    const organization = own(world, asked);
    const open = organization.tasks.filter(({ id, status }) => asked.ids.includes(id) && status !== "done");
    const inOrderOfIds = open.toSorted((a, b) => compare([a.id], [b.id]));
    return {
      says: inOrderOfIds.length > 0 ? IS_DONE : NONE_OPEN,
      effect: () => {
        for (const task of inOrderOfIds)
          move(organization, asked, { task, to: "done", action: "task.completed" });
      },
    };
  },
  comment: (world, asked) => {
    const organization = own(world, asked);
    const task = taskOf(organization, asked.id);
    const expected = once(world, asked, {
      refusal: task === undefined ? "absent" : null,
      effect: (id) => {
        const { actor, text: body } = asked;
        organization.comments.push({
          id,
          taskId: asked.id,
          authorId: actor.userId,
          body,
          createdAtMs: undefined,
        });
        const title = task?.title ?? null;
        log(organization, asked, { action: "task.commented", subjectId: asked.id, title });
      },
    });
    // There is no page of a task that is not there to say more on.
    const isNowhere = asked.byForm && task === undefined && expected.says === "key-reused";
    return isNowhere ? { says: "absent" } : expected;
  },
  "list comments": (world, asked) => {
    const { comments, tasks } = own(world, asked);
    if (!tasks.some(({ id }) => id === asked.id)) return { says: "absent" };
    const ofTask = comments.filter(({ taskId }) => taskId === asked.id);
    const inTime = ofTask.toSorted((a, b) => compare([a.createdAtMs, a.id], [b.createdAtMs, b.id]));
    return { says: inTime.map(({ id, body }) => `${id} ${body}`) };
  },
} satisfies Record<string, Rule>;

/** What lists and pages show of a task, as one text. */
export function shown({
  id,
  version,
  status,
  title,
  assigneeId,
}: Pick<Task, "id" | "version" | "status" | "title" | "assigneeId">): string {
  return `${id} ${version} ${status} ${title} ${assigneeId}`;
}

export function anyTask(organizations: readonly Organization[], id: string): Task | undefined {
  return organizations.flatMap(({ tasks }) => tasks).find((task) => task.id === id);
}

function taskOf({ tasks }: Organization, id: string): Task | undefined {
  return tasks.find((task) => task.id === id);
}

function draftOf({ title, text, assigneeId, dueOn }: Asked) {
  return { title, description: text, assigneeId, dueOn };
}

function isAssignable({ mirror }: Organization, { assigneeId }: Asked): boolean {
  return assigneeId === null || mirror.seats.has(assigneeId);
}

/** A change of a task that must be the organization's, and in the version that was seen. */
function changed(
  organization: Organization,
  { id, version }: Asked,
  change: (task: Task, organization: Organization) => Expected,
): Expected {
  const task = taskOf(organization, id);
  if (task === undefined) return { says: "absent" };
  return task.version === version ? change(task, organization) : { says: "stale" };
}

function move(
  organization: Organization,
  asked: Asked,
  { task, to, action }: { readonly task: Task; readonly to: Task["status"]; readonly action: string },
): void {
  if (to === "done") organization.completed += 1;
  log(organization, asked, { action, subjectId: task.id, title: task.title });
  task.status = to;
  task.version += 1;
}

function filtered({ tasks }: Organization, asked: Asked): Task[] {
  const status = statusOf(asked);
  const { assigneeId } = asked;
  return tasks.filter(
    (task) =>
      (status === null || task.status === status) && (assigneeId === null || task.assigneeId === assigneeId),
  );
}

function inOrder(sort: (typeof SORTS)[number], a: Task, b: Task): number {
  switch (sort) {
    case "created":
      return compare([b.createdAtMs, b.id], [a.createdAtMs, a.id]);
    case "due":
      return compare([a.dueOn ?? "9999-12-31", a.id], [b.dueOn ?? "9999-12-31", b.id]);
    case "title":
      return compare([lower(a.title), a.id], [lower(b.title), b.id]);
  }
}

/** SQLite's: of ASCII alone. */
function lower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function compare(a: readonly (string | number | undefined)[], b: typeof a): number {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (left === undefined || right === undefined) throw new Error("the model lacks what is ordered by");
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return 0;
}

function newestFirst(a: Task, b: Task): number {
  return compare([b.createdAtMs, b.nth], [a.createdAtMs, a.nth]);
}

function isFound({ title, description }: Task, words: readonly string[]): boolean {
  const found = wordsOf(`${title} ${description}`);
  return words.every((word) => {
    const [plain = ""] = wordsOf(word);
    return found.some((each) => (word.length < 3 ? each === plain : each.startsWith(plain)));
  });
}

/** As the index folds them: no case, no marks. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "").split(" ");
}
