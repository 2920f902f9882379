import { canaryOf } from "./canary.ts";
import type { Organization, World } from "./world.ts";

/** More rounds than the longest page has rows. */
export const A_PAGE = 51;

/** Of a task that is late, so that figures of one organization are none of two. */
const LONG_AGO = "1999-02-28";

/** Puts rows into an organization behind the product's back: so many rounds of what there is, each with ids of its own. */
export function furnish(world: World, organization: Organization, rounds: number): void {
  const { id: orgId, members } = organization;
  const [admin, member] = (["org:admin", "org:member"] as const).map(
    (role) => [...members].find((each) => each[1] === role)?.[0] ?? [...members.keys()][0] ?? "user_nobody",
  );
  const canary = canaryOf(orgId);
  for (let round = 0; round < rounds; round += 1) {
    world.made += 1;
    const nth = world.made;
    const createdAtMs = world.nowMs - nth;
    const id = (noun: string) => `${noun}_${lettersOf(nth)}`;
    const isMembers = round % 2 === 1;
    const by = (isMembers ? member : admin) ?? "user_nobody";
    organization.tasks.push({
      id: id("tsk"),
      title: `Zeta ${canary}`,
      description: "",
      status: "todo",
      assigneeId: isMembers ? by : null,
      dueOn: round === 0 ? LONG_AGO : null,
      createdBy: by,
      version: 1,
      createdAtMs,
      nth: -nth,
    });
    organization.comments.push({ id: id("cmt"), taskId: id("tsk"), authorId: by, body: canary, createdAtMs });
    const isDraft = round % 3 !== 0;
    organization.posts.push({
      id: id("pst"),
      title: `Zeta ${canary}`,
      body: canary,
      status: isDraft ? "draft" : "published",
      pinned: 0,
      authorId: by,
      version: 1,
      createdAtMs,
      publishedAtMs: isDraft ? null : createdAtMs,
    });
    organization.added += 1;
    if (round === 0) organization.integrations.push({ id: id("int"), label: `Chat ${canary}` });
  }
}

/** A number as the 26 characters of an id. */
function lettersOf(nth: number): string {
  return nth
    .toString(8)
    .replaceAll(/\d/g, (digit) => "mnopqrst".charAt(Number(digit)))
    .padStart(26, "m");
}

type Value = string | number | null;
export type Put = readonly [sql: string, ...values: Value[]];

/** The statements that store an organization's rows. */
export function rowsAsStatements(organization: Organization): Put[] {
  const { id: orgId, tasks, comments, posts, integrations } = organization;
  const into = (table: string, ...values: Value[]): Put => [
    `insert into ${table} values (${["?", ...values.map(() => "?")].join(", ")})`,
    orgId,
    ...values,
  ];
  return [
    ...tasks.map(
      ({ id, title, description, status, assigneeId, dueOn, createdBy, version, createdAtMs = 0 }) =>
        into(
          "tasks",
          id,
          title,
          description,
          status,
          assigneeId,
          dueOn,
          createdBy,
          createdAtMs,
          createdAtMs,
          version,
        ),
    ),
    ...comments.map(({ id, taskId, authorId, body, createdAtMs = 0 }) =>
      into("task_comments", id, taskId, authorId, body, createdAtMs),
    ),
    ...posts.map(
      ({ id, title, body, status, pinned, authorId, version, createdAtMs = 0, publishedAtMs = 0 }) =>
        into(
          "posts",
          id,
          title,
          body,
          status,
          pinned,
          authorId,
          createdAtMs,
          createdAtMs,
          publishedAtMs,
          version,
        ),
    ),
    ...integrations.map(({ id, label }) =>
      into("integrations", id, label, "https://example.com/", "user_nobody", 1),
    ),
  ];
}
