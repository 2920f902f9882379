import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readActivity } from "#src/features/activity/read-activity.ts";
import { detailsOf, type ActivityFilter } from "#src/features/activity/activity.ts";
import {
  addIntegration,
  readIntegrations,
  removeIntegration,
} from "#src/features/integrations/change-integrations.ts";
import { MAX_INTEGRATIONS } from "#src/features/integrations/integration.ts";
import { deletePost, editPost, stepPost } from "#src/features/posts/change-post.ts";
import { draftPost } from "#src/features/posts/draft-post.ts";
import { readPostCursor } from "#src/features/posts/post-cursor.ts";
import { readPost, readPostPage } from "#src/features/posts/read-posts.ts";
import { exportActivity, exportTasks } from "#src/features/reports/export-report.ts";
import { deleteTask, editTask, stepTask } from "#src/features/tasks/change-task.ts";
import { commentOnTask } from "#src/features/tasks/comment-on-task.ts";
import { completeTasks } from "#src/features/tasks/complete-tasks.ts";
import { createTask } from "#src/features/tasks/create-task.ts";
import { readTask } from "#src/features/tasks/read-tasks.ts";
import { newPostId, newTaskId } from "#src/lib/ids.ts";
import { newOrganization, noClerk, type Actor } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { valueOf } from "#test/support/results.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

const NOW_MS = Date.UTC(2026, 10, 24, 12);
const at = { nowMs: NOW_MS };
const DRAFT = { title: "Call the bank", description: "", assigneeId: null, dueOn: null };
const POST = { title: "News", body: "All is well." };

async function deeds({ scope }: Actor, filter: ActivityFilter = { by: "all" }) {
  const { deeds: all } = await readActivity(scope, filter, null);
  return all.map(({ seq, action, actorId, ...deed }) => ({
    seq,
    action,
    actorId,
    title: detailsOf(deed)["title"],
  }));
}

async function actions(actor: Actor, filter?: ActivityFilter) {
  return (await deeds(actor, filter)).map(({ action }) => action).toReversed();
}

describe("the log", () => {
  test("tells of everything that is done to a task, by whom, numbered without gaps", async () => {
    const { member, admin } = await newOrganization(local);
    const id = valueOf(await createTask(member, DRAFT, at));
    valueOf(await editTask(member, { id, version: 1 }, { ...DRAFT, title: "Call both banks" }));
    valueOf(await stepTask(member, { id, version: 2 }, "start"));
    valueOf(await commentOnTask(admin, { taskId: id, body: "Done soon?" }, at));
    expect(valueOf(await completeTasks(admin, [id, newTaskId()], NOW_MS))).toEqual([id]);
    valueOf(await deleteTask(admin, { id, version: 4 }));
    const [a, m] = [admin.userId, member.userId];
    expect(await deeds(member)).toEqual([
      { seq: 6, action: "task.deleted", actorId: a, title: "Call both banks" },
      { seq: 5, action: "task.completed", actorId: a, title: "Call both banks" },
      { seq: 4, action: "task.commented", actorId: a, title: "Call both banks" },
      { seq: 3, action: "task.started", actorId: m, title: "Call both banks" },
      { seq: 2, action: "task.edited", actorId: m, title: "Call the bank" },
      { seq: 1, action: "task.added", actorId: m, title: "Call the bank" },
    ]);
    // A task's history outlives it.
    expect((await readTask(noClerk(), member, { id, after: null })).history).toHaveLength(6);
    expect(await actions(member, { by: "actor", actorId: m })).toEqual([
      "task.added",
      "task.edited",
      "task.started",
    ]);
    expect(await actions(member, { by: "kind", kind: "post" })).toEqual([]);
  });

  test("tells nothing of what did not happen", async () => {
    const { member, admin } = await newOrganization(local);
    const id = valueOf(await createTask(admin, DRAFT, at));
    const foreign = await newOrganization(local);
    const refused = [
      await createTask(member, { ...DRAFT, assigneeId: foreign.member.userId }, at),
      await editTask(member, { id, version: 2 }, DRAFT),
      await stepTask(member, { id, version: 1 }, "reopen"),
      await deleteTask(member, { id, version: 1 }),
      await completeTasks(member, [id], NOW_MS),
      await commentOnTask(foreign.member, { taskId: id, body: "Hello" }, at),
      await editTask(foreign.admin, { id, version: 1 }, DRAFT),
      await exportTasks(member, NOW_MS),
      await exportActivity(member, NOW_MS),
      await readIntegrations(member),
      await addIntegration(member, { label: "Chat", url: "https://example.com/" }, NOW_MS),
      await removeIntegration(member, "int_x", NOW_MS),
    ];
    expect(refused.map((result) => (result.ok ? "done" : result.reason))).toEqual([
      "assignee-not-a-member",
      "stale",
      "stale",
      "forbidden",
      "forbidden",
      "absent",
      "absent",
      "forbidden",
      "forbidden",
      "forbidden",
      "forbidden",
      "forbidden",
    ]);
    expect(await actions(member)).toEqual(["task.added"]);
    expect(await actions(foreign.member)).toEqual([]);
  });

  test("tells who exported what, and an export has every row", async () => {
    const { member, admin } = await newOrganization(local);
    for (const title of ["one", "two", "three"]) await createTask(member, { ...DRAFT, title }, at);
    const titles: string[] = [];
    for await (const rows of valueOf(await exportTasks(admin, NOW_MS))) {
      titles.push(...rows.map((row) => row.title));
    }
    expect(titles.toSorted()).toEqual(["one", "three", "two"]);
    const logged: string[] = [];
    for await (const rows of valueOf(await exportActivity(admin, NOW_MS))) {
      logged.push(...rows.map((row) => row.action));
    }
    expect(logged).toEqual(["task.added", "task.added", "task.added", "report.exported", "report.exported"]);
  });
});

describe("posts", () => {
  test("are drafted by any member, and published, pinned and taken back by who may publish", async () => {
    const { member, admin } = await newOrganization(local);
    const id = valueOf(await draftPost(member, POST, at));
    valueOf(await editPost(member, { id, version: 1 }, { ...POST, title: "Good news" }));
    expect(await stepPost(member, { id, version: 2 }, "publish")).toEqual({ ok: false, reason: "forbidden" });
    valueOf(await stepPost(admin, { id, version: 2 }, "publish"));
    valueOf(await stepPost(admin, { id, version: 3 }, "pin"));
    for (const refused of [
      await editPost(member, { id, version: 4 }, POST),
      await deletePost(member, { id, version: 4 }),
    ]) {
      expect(refused).toEqual({ ok: false, reason: "forbidden" });
    }
    const { post } = await readPost(member, id);
    expect(post).toMatchObject({ title: "Good news", status: "published", pinned: 1, version: 4 });
    valueOf(await stepPost(admin, { id, version: 4 }, "unpublish"));
    expect((await readPost(member, id)).post).toMatchObject({ status: "draft", pinned: 0, version: 5 });
    expect((await readPostPage(admin, "draft", null)).posts).toHaveLength(1);
    valueOf(await deletePost(member, { id, version: 5 }));
    expect((await readPost(member, id)).post).toBeNull();
    expect(await actions(member)).toEqual([
      "post.drafted",
      "post.edited",
      "post.published",
      "post.pinned",
      "post.unpublished",
      "post.deleted",
    ]);
  });

  test("that are drafts are seen by their author and by who may publish", async () => {
    const { member, admin } = await newOrganization(local);
    const own = valueOf(await draftPost(member, POST, at));
    const other = valueOf(await draftPost(admin, POST, at));
    expect((await readPostPage(member, "draft", null)).posts.map(({ id }) => id)).toEqual([own]);
    expect((await readPost(member, other)).post).toBeNull();
    valueOf(await editPost(admin, { id: other, version: 1 }, { ...POST, title: "Nobody knows yet" }));
    expect((await deeds(member)).map(({ title }) => title)).toEqual([null, null, null]);
    valueOf(await stepPost(admin, { id: other, version: 2 }, "publish"));
    expect((await deeds(member))[0]).toMatchObject({ action: "post.published", title: "Nobody knows yet" });
    valueOf(await stepPost(admin, { id: other, version: 3 }, "unpublish"));
    expect(await editPost(member, { id: other, version: 4 }, POST)).toEqual({ ok: false, reason: "absent" });
    expect((await readPostPage(admin, "draft", null)).posts.map(({ id }) => id).toSorted()).toEqual(
      [own, other].toSorted(),
    );
  });

  test("take a step only from where it starts, and only as they were seen", async () => {
    const { admin, member } = await newOrganization(local);
    const id = valueOf(await draftPost(admin, POST, at));
    const refused = [
      await stepPost(admin, { id, version: 1 }, "pin"),
      await stepPost(admin, { id, version: 1 }, "unpublish"),
      await stepPost(admin, { id, version: 2 }, "publish"),
      await editPost(admin, { id, version: 7 }, POST),
      await deletePost(admin, { id, version: 7 }),
      await stepPost(admin, { id: newPostId(), version: 1 }, "publish"),
      await editPost(member, { id, version: 1 }, POST),
    ];
    expect(refused.map((result) => !result.ok && result.reason)).toEqual([
      "stale",
      "stale",
      "stale",
      "stale",
      "stale",
      "absent",
      "absent",
    ]);
    expect(await actions(admin)).toEqual(["post.drafted"]);
  });

  test("come pinned first, then the newest, each on one page", async () => {
    const { admin } = await newOrganization(local);
    const ids = [];
    for (let nth = 0; nth < 25; nth += 1) {
      const id = valueOf(await draftPost(admin, { ...POST, title: `Post ${nth}` }, { nowMs: NOW_MS + nth }));
      valueOf(await stepPost(admin, { id, version: 1 }, "publish"));
      ids.push(id);
    }
    const [first] = ids;
    if (first === undefined) throw new Error("no post was made");
    valueOf(await stepPost(admin, { id: first, version: 2 }, "pin"));
    const page = await readPostPage(admin, "published", null);
    const rest = await readPostPage(admin, "published", readPostCursor(page.next));
    expect(page.posts[0]?.id).toBe(first);
    expect([page.posts.length, rest.posts.length, rest.next]).toEqual([20, 5, null]);
    expect(new Set([...page.posts, ...rest.posts].map(({ id }) => id))).toEqual(new Set(ids));
    expect(await readPostPage(admin, "draft", null)).toMatchObject({ posts: [], next: null });
  });
});

describe("integrations", () => {
  test("are as many as there may be, however many are added at once", async () => {
    const { admin } = await newOrganization(local);
    const draft = { label: "Chat", url: "https://example.com/hook" };
    const added = await Promise.all(
      Array.from({ length: MAX_INTEGRATIONS + 5 }, () => addIntegration(admin, draft, NOW_MS)),
    );
    expect(added.filter(({ ok }) => ok)).toHaveLength(MAX_INTEGRATIONS);
    const all = valueOf(await readIntegrations(admin));
    expect(all).toHaveLength(MAX_INTEGRATIONS);
    valueOf(await removeIntegration(admin, all[0]?.id, NOW_MS));
    expect(await removeIntegration(admin, all[0]?.id, NOW_MS)).toEqual({ ok: false, reason: "absent" });
    expect(await actions(admin)).toEqual([
      ...Array.from({ length: MAX_INTEGRATIONS }, () => "integration.added"),
      "integration.removed",
    ]);
  });
});
