import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SqlConnection } from "#src/db/database.ts";
import { exportEverything } from "#src/features/export/export-everything.ts";
import {
  addIntegration,
  readIntegrations,
  removeIntegration,
} from "#src/features/integrations/change-integrations.ts";
import { readIntegrationsPage } from "#src/features/integrations/read-integrations-page.ts";
import { inviteList } from "#src/features/invitations/invite-list.ts";
import { invite } from "#src/features/invitations/invite.ts";
import { dismiss, dismissAll, resend, revoke } from "#src/features/invitations/manage-invitations.ts";
import { changeSeat } from "#src/features/organization/change-seat.ts";
import { addPublishedPost } from "#src/features/posts/draft-post.ts";
import { exportActivity, exportTasks } from "#src/features/reports/export-report.ts";
import { completeTasks } from "#src/features/tasks/complete-tasks.ts";
import { newTaskId } from "#src/lib/ids.ts";
import type { Result } from "#src/lib/result.ts";
import { actorIn, noClerk } from "#test/support/actors.ts";

// Entry (access.ts) turns most of them away before an act is called; each act asks again for itself.

const NOW_MS = Date.UTC(2026, 10, 25);
const occasion = { nowMs: NOW_MS };

function noDatabase(): never {
  throw new Error("the database was asked before the right was");
}

const member = actorIn({ prepare: noDatabase, batch: noDatabase }, "org_any", {
  id: "user_any",
  role: "org:member",
});

type Act = () => Promise<Result<unknown, unknown>>;

/** What a member may not do, by the file that does it. */
const ACTS: Readonly<Record<string, Readonly<Record<string, Act>>>> = {
  "export/export-everything.ts": { export: () => exportEverything(member, NOW_MS) },
  "integrations/change-integrations.ts": {
    add: () => addIntegration(member, { label: "Chat", url: "https://example.com/" }, NOW_MS),
    read: () => readIntegrations(member),
    remove: () => removeIntegration(member, "int_x", NOW_MS),
  },
  "invitations/invite-list.ts": {
    invite: () => inviteList(member, { entries: [], mends: false }, occasion),
  },
  "invitations/invite.ts": {
    invite: () => invite(member, { email: "a@x.example", role: "org:member" }, occasion),
  },
  "invitations/manage-invitations.ts": {
    revoke: () => revoke(member, "orginv_abc", NOW_MS),
    resend: () => resend(member, "orginv_abc", occasion),
    dismiss: () => dismiss(member, "inv_x"),
    "dismiss all": () => dismissAll(member, "waiting"),
  },
  "organization/change-seat.ts": {
    change: () => changeSeat(noClerk(), member, { userId: member.userId, role: null, nowMs: NOW_MS }),
  },
  "posts/draft-post.ts": { publish: () => addPublishedPost(member, { title: "News", body: "" }, occasion) },
  "reports/export-report.ts": {
    "export tasks": () => exportTasks(member, NOW_MS),
    "export the log": () => exportActivity(member, NOW_MS),
  },
  "tasks/complete-tasks.ts": { complete: () => completeTasks(member, [newTaskId()], NOW_MS) },
};

/** These look at the row first, which says whose it is (test/repository/acts.test.ts), or leave rows out (below). */
const LOOK_FIRST = ["posts/change-post.ts", "posts/post.ts", "tasks/change-task.ts"];
const LEAVE_OUT = ["integrations/read-integrations-page.ts"];

test("every file that asks for a right is looked at", () => {
  const asking = globSync("src/features/**/*.ts").filter((file) =>
    /\bmay\((actor\.)?tenant\b/.test(readFileSync(file, "utf8")),
  );
  const known = [...Object.keys(ACTS), ...LOOK_FIRST, ...LEAVE_OUT];
  expect(asking.map((file) => file.slice("src/features/".length)).toSorted()).toEqual(known.toSorted());
});

describe.each(Object.entries(ACTS))("%s", (_, acts) => {
  test.each(Object.entries(acts))("asks for the right before all else: %s", async (_name, act) => {
    expect(await act()).toEqual({ ok: false, reason: "forbidden" });
  });
});

test("the integrations are not even read for who may not see them", async () => {
  const asked: string[] = [];
  const connection: SqlConnection = {
    prepare: (sql) => {
      asked.push(sql);
      // Of a prepared statement, Database uses no more.
      return { bind: () => ({}) } as unknown as D1PreparedStatement;
    },
    batch: () => Promise.reject(new Error("enough")),
  };
  const reader = actorIn(connection, "org_any", { id: "user_any", role: "org:member" });
  await expect(readIntegrationsPage(noClerk(), reader)).rejects.toThrow("enough");
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((sql) => sql.includes('"integrations"'))).toEqual([]);
});
