import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readActivity } from "#src/features/activity/read-activity.ts";
import { keyedRequest } from "#src/features/idempotency/keyed-request.ts";
import type { KeyedRequest } from "#src/features/idempotency/run-once.ts";
import { deletePost, editPost, stepPost } from "#src/features/posts/change-post.ts";
import { draftPost } from "#src/features/posts/draft-post.ts";
import { editTask } from "#src/features/tasks/change-task.ts";
import { commentOnTask } from "#src/features/tasks/comment-on-task.ts";
import { createTask } from "#src/features/tasks/create-task.ts";
import { newOrganization } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { valueOf } from "#test/support/results.ts";
import { taskById } from "#test/support/tasks.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW_MS = Date.UTC(2026, 10, 24, 12);
const DRAFT = { title: "Call the bank", description: "", assigneeId: null, dueOn: null };

const times = <Value>(count: number, work: (nth: number) => Promise<Value>) =>
  Promise.all(Array.from({ length: count }, (_, nth) => work(nth)));

async function requestOf(key: string, input: unknown): Promise<KeyedRequest> {
  const request = valueOf(await keyedRequest(key, "task.add", input));
  if (request === undefined) throw new Error("no key was given");
  return request;
}

describe("a hundred edits of one task at once", () => {
  test("are each stored or refused as stale, and the version counts the stored ones", async () => {
    const { member, admin } = await newOrganization(local);
    const id = valueOf(await createTask(member, DRAFT, { nowMs: NOW_MS }));
    // Ten versions to guess: those that were seen before the task has come so far are stale as well.
    const results = await times(100, (nth) =>
      editTask(nth % 2 === 0 ? member : admin, { id, version: 1 + (nth % 10) }, DRAFT),
    );
    const refused = results.flatMap((result) => (result.ok ? [] : [result.reason]));
    expect(new Set(refused)).toEqual(new Set(["stale"]));
    const stored = results.filter(({ ok }) => ok).length;
    expect(stored).toBeGreaterThan(0);
    expect((await taskById(local.database, id))?.version).toBe(1 + stored);
    // One row of the log for each that was stored, and the one that added the task.
    const { deeds } = await readActivity(member.scope, { by: "subject", kind: "task", id }, null);
    expect(deeds.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 1 + stored }, (_, nth) => 1 + stored - nth),
    );
  });
});

test("of twenty changes of one version of a post, at once, the first is stored and logged, and no other", async () => {
  const { admin } = await newOrganization(local);
  const id = valueOf(await draftPost(admin, { title: "News", body: "Some." }, { nowMs: NOW_MS }));
  const seen = { id, version: 1 };
  const results = await times(20, (nth) => {
    if (nth % 3 === 0) return editPost(admin, seen, { title: `News ${nth}` });
    return nth % 3 === 1 ? stepPost(admin, seen, "publish") : deletePost(admin, seen);
  });
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  // Once the first has deleted it, there is none to be stale.
  for (const result of results) if (!result.ok) expect(["stale", "absent"]).toContain(result.reason);
  const { deeds } = await readActivity(admin.scope, { by: "subject", kind: "post", id }, null);
  expect(deeds).toHaveLength(2);
});

describe("a request with a key", () => {
  test("sent fifty times at once has one effect, and every answer is the same", async () => {
    const { member } = await newOrganization(local);
    const request = await requestOf("order-1", DRAFT);
    const answers = await times(50, () => createTask(member, DRAFT, { nowMs: NOW_MS, request }));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.ok).toBe(true);
    const { deeds } = await readActivity(member.scope, { by: "all" }, null);
    expect(deeds).toHaveLength(1);
    const { results } = await local.database
      .prepare("select id from tasks where org_id = ?")
      .bind(member.tenant.orgId)
      .all();
    expect(results).toEqual([{ id: answers[0]?.ok === true && answers[0].value }]);
  });

  test("is refused when the same key comes with something else", async () => {
    const { member } = await newOrganization(local);
    const other = { ...DRAFT, title: "Call the other bank" };
    await createTask(member, DRAFT, { nowMs: NOW_MS, request: await requestOf("order-1", DRAFT) });
    const request = await requestOf("order-1", other);
    const refused = await createTask(member, other, { nowMs: NOW_MS, request });
    expect(refused).toEqual({ ok: false, reason: "key-reused" });
    const { deeds } = await readActivity(member.scope, { by: "all" }, null);
    expect(deeds).toHaveLength(1);
  });

  test("is one person's in one organization, for a day", async () => {
    const [acme, globex] = [await newOrganization(local), await newOrganization(local)];
    const request = await requestOf("order-1", DRAFT);
    const made = [
      await createTask(acme.member, DRAFT, { nowMs: NOW_MS, request }),
      await createTask(acme.admin, DRAFT, { nowMs: NOW_MS, request }),
      await createTask(globex.member, DRAFT, { nowMs: NOW_MS, request }),
      await createTask(acme.member, DRAFT, { nowMs: NOW_MS + DAY_MS - 1, request }),
      await createTask(acme.member, DRAFT, { nowMs: NOW_MS + DAY_MS, request }),
    ];
    expect(made.every(({ ok }) => ok)).toBe(true);
    expect(made[3]).toEqual(made[0]);
    expect(new Set(made.map((each) => JSON.stringify(each))).size).toBe(4);
  });

  test("leaves no trace when its effect is refused, and may come again", async () => {
    const { member } = await newOrganization(local);
    const foreign = await newOrganization(local);
    const request = await requestOf("order-1", DRAFT);
    const wrong = { ...DRAFT, assigneeId: foreign.member.userId };
    expect((await createTask(member, wrong, { nowMs: NOW_MS, request })).ok).toBe(false);
    expect((await createTask(member, DRAFT, { nowMs: NOW_MS, request })).ok).toBe(true);
  });

  test("answers a post's and a comment's id as it did the first time", async () => {
    const { member } = await newOrganization(local);
    const taskId = valueOf(await createTask(member, DRAFT, { nowMs: NOW_MS }));
    const post = { title: "News", body: "All is well." };
    const drafted = { nowMs: NOW_MS, request: await requestOf("post", post) };
    expect(await draftPost(member, post, drafted)).toEqual(await draftPost(member, post, drafted));
    const comment = { taskId, body: "Done soon?" };
    const commented = { nowMs: NOW_MS, request: await requestOf("comment", comment) };
    expect(await commentOnTask(member, comment, commented)).toEqual(
      await commentOnTask(member, comment, commented),
    );
  });
});
