import { organizationHandle, type Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { actorName, detailsOf, type LoggedDeed } from "#src/features/activity/activity.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { memberName, type RosterEntry } from "#src/features/organization/roster.ts";
import { exportActivity, exportTasks } from "#src/features/reports/export-report.ts";
import type { ExportedTask } from "#src/features/reports/report.ts";
import { csvFile } from "#src/lib/csv.ts";
import { download, ndjsonFile, type FileFormat } from "#src/lib/download.ts";
import { ok, type Result } from "#src/lib/result.ts";
import { dayOf } from "#src/lib/time.ts";

type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };
type Rows<Row> = AsyncIterable<readonly Row[]>;

const TASK_HEAD = [
  "id",
  "title",
  "description",
  "status",
  "assignee",
  "assignee_id",
  "due_on",
  "created_by",
  "created_by_id",
  "created_at",
  "updated_at",
];
const DEED_HEAD = [
  "seq",
  "at",
  "actor",
  "actor_id",
  "action",
  "subject_kind",
  "subject_id",
  "title",
  "details",
];

/** The file that a form's button asks for; null when it asks for none. */
export function askedFormat(form: FormData): FileFormat | null {
  const act = form.get("act");
  if (act === "export-csv") return "csv";
  return act === "export-ndjson" ? "ndjson" : null;
}

/** What a form that got no file is answered. */
export const EXPORT_REFUSALS = {
  unreadable: { status: 400, text: "That form could not be read. Nothing was exported." },
  forbidden: { status: 403, text: "Your role does not allow that. Nothing was exported." },
} as const;

/** The organization's tasks as a file; NDJSON has the rows as they are stored, CSV what people read as well. */
export async function taskFile(actor: Actor, format: FileFormat): Promise<Result<Response, "forbidden">> {
  const nowMs = Date.now();
  const exported = await exportTasks(actor, nowMs);
  if (!exported.ok) return exported;
  const file =
    format === "ndjson"
      ? ndjsonFile(exported.value)
      : csvFile(TASK_HEAD, cellsOf(exported.value, await rosterOf(actor), taskCells));
  return ok(download(file, { name: nameOf(actor, "tasks", nowMs), format }));
}

/** The organization's log as a file, oldest first. */
export async function activityFile(actor: Actor, format: FileFormat): Promise<Result<Response, "forbidden">> {
  const nowMs = Date.now();
  const exported = await exportActivity(actor, nowMs);
  if (!exported.ok) return exported;
  const file =
    format === "ndjson"
      ? ndjsonFile(exported.value)
      : csvFile(DEED_HEAD, cellsOf(exported.value, await rosterOf(actor), deedCells));
  return ok(download(file, { name: nameOf(actor, "activity", nowMs), format }));
}

type Cells = readonly (string | number | null)[];

async function* cellsOf<Row>(
  chunks: Rows<Row>,
  roster: readonly RosterEntry[],
  cells: (row: Row, roster: readonly RosterEntry[]) => Cells,
): AsyncGenerator<readonly Cells[], void> {
  for await (const rows of chunks) yield rows.map((row) => cells(row, roster));
}

function taskCells(task: ExportedTask, roster: readonly RosterEntry[]): Cells {
  const { id, title, description, status, assigneeId, dueOn, createdBy, createdAtMs, updatedAtMs } = task;
  const assignee = assigneeId === null ? null : memberName(roster, assigneeId);
  const author = memberName(roster, createdBy);
  const [created, updated] = [momentOf(createdAtMs), momentOf(updatedAtMs)];
  return [id, title, description, status, assignee, assigneeId, dueOn, author, createdBy, created, updated];
}

function deedCells(deed: LoggedDeed, roster: readonly RosterEntry[]): Cells {
  const { seq, atMs, actorId, action, subjectKind, subjectId, details } = deed;
  const { title } = detailsOf(deed);
  const named = typeof title === "string" ? title : null;
  const actor = actorName(roster, deed);
  return [seq, momentOf(atMs), actor, actorId, action, subjectKind, subjectId, named, details];
}

function momentOf(atMs: number): string {
  return new Date(atMs).toISOString();
}

async function rosterOf({ scope }: Actor): Promise<readonly RosterEntry[]> {
  const [roster] = await scope.batch([organizationRepository(scope).roster()]);
  return roster;
}

function nameOf({ tenant }: Actor, what: string, nowMs: number): string {
  return `${organizationHandle(tenant)}-${what}-${dayOf(nowMs)}`;
}
