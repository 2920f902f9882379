import { describe, expect, test } from "vitest";
import { breachesOf, type Entry, type Noted } from "#test/support/ledger.ts";

const READ = 'select "title" as "title" from "tasks" where "tasks"."org_id" = ? limit ?';
const ADDED = 'insert into "task_days" ("day", "org_id", "added") values (?, ?, null)';
const LISTED =
  'select "org_id" as "orgId" from "organization_counters" where "organization_counters"."org_id" > ?';
const FROM_OTHERS =
  'insert into "activity" ("org_id", "seq") select ? as "orgId", 1 from "tasks" where "tasks"."org_id" = ?';

const INVITED = 'insert into "invitations" ("org_id") values (?)';
const REFUSED_INVITE = { path: "/api/invite", status: 422 };

const ENTRY = {
  method: "POST",
  path: "/api/tasks",
  status: 200,
  presented: ["org_a"],
  issued: [],
  told: null,
} as const;

function asked(sql: string, params: readonly unknown[], changes = 0): Noted {
  return { sql, params, changes };
}

describe("a request may", () => {
  test.each<[string, Noted, Partial<Entry>]>([
    ["read its session's rows", asked(READ, ["org_a", 1]), { method: "GET" }],
    ["add to them", asked(ADDED, ["2026-11-25", "org_a"], 1), {}],
    ["add to them what its rows have", asked(FROM_OTHERS, ["org_a", "org_a"], 3), {}],
    ["act for whom Clerk made active on the way", asked(READ, ["org_b", 1]), { issued: ["org_b"] }],
    [
      "read at the primary and be refused",
      asked('update "tasks" set "title" = "tasks"."title" where "tasks"."org_id" = ?', ["org_a"], 1),
      { status: 422 },
    ],
    ["act for a webhook's organization", asked(READ, ["org_c", 1]), { presented: [], told: ["org_c"] }],
    ["list organizations for a job", asked(LISTED, [""]), { method: "CRON", status: 0 }],
    ["write down an invitation that Clerk then refuses", asked(INVITED, ["org_a"], 1), REFUSED_INVITE],
    [
      "read tables that are nobody's",
      asked('select "sealed" from "kept_forms" where "user_id" = ?', ["user_a"]),
      {},
    ],
  ])("%s", (_, statement, entry) => {
    expect(breachesOf([{ ...ENTRY, ...entry, statements: [statement] }])).toEqual([]);
  });
});

describe("no request may", () => {
  test.each<[string, Noted, Partial<Entry>]>([
    ["read without an organization", asked('select "title" from "tasks" limit ?', [1]), {}],
    ["read with a null one", asked(READ, [null, 1]), {}],
    [
      "join a table that is not bound",
      asked('select "title" from "tasks" inner join "posts" on 1 where "tasks"."org_id" = ?', ["org_a"]),
      {},
    ],
    [
      "count over all organizations",
      asked('select (select count(*) from "posts") as n from "tasks" where "tasks"."org_id" = ?', ["org_a"]),
      {},
    ],
    ["read another's rows", asked(READ, ["org_b", 1]), {}],
    ["read anyone's without a session", asked(READ, ["org_a", 1]), { presented: [] }],
    ["read another's than its event's", asked(READ, ["org_a", 1]), { told: ["org_b"] }],
    ["act for one that is active no more", asked(READ, ["org_a", 1]), { issued: ["org_b"] }],
    ["add another's row", asked(ADDED, ["2026-11-25", "org_b"], 1), {}],
    ["add nobody's row", asked(ADDED, ["org_a", "2026-11-25"], 1), {}],
    ["add a row of another's rows", asked(FROM_OTHERS, ["org_a", "org_b"], 1), {}],
    ["delete by id alone", asked('delete from "tasks" where "tasks"."id" = ?', ["tsk_1"], 1), {}],
    ["change by a GET", asked(ADDED, ["2026-11-25", "org_a"], 1), { method: "GET" }],
    ["change and be refused", asked(ADDED, ["2026-11-25", "org_a"], 1), { status: 409 }],
    ["write down an invitation of another's", asked(INVITED, ["org_b"], 1), REFUSED_INVITE],
    ["change anything else where an invitation is refused", asked(ADDED, ["x", "org_a"], 1), REFUSED_INVITE],
    ["write down a refused invitation elsewhere", asked(INVITED, ["org_a"], 1), { status: 422 }],
    ["list organizations", asked(LISTED, [""]), {}],
  ])("%s", (_, statement, entry) => {
    expect(breachesOf([{ ...ENTRY, ...entry, statements: [statement] }])).not.toEqual([]);
  });
});
