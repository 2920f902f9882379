import { env } from "cloudflare:workers";
import type { ListedTask } from "#src/features/tasks/task.ts";

export async function listTasks(orgId: string): Promise<ListedTask[]> {
  const { results } = await env.DB.prepare(
    `SELECT id, title, status, assignee_id AS assigneeId, due_on AS dueOn, created_by AS createdBy,
            created_at_ms AS createdAtMs, version
     FROM tasks WHERE org_id = ? ORDER BY created_at_ms DESC`,
  )
    .bind(orgId)
    .all<ListedTask>();
  return results;
}
