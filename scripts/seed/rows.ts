import { CAST } from "#clerk-local/seed.ts";
import { commentRows, deedRows, integrationRows, postRows } from "./product-rows.ts";
import {
  DAY_MS,
  digest,
  HOUR_MS,
  listed,
  NEWEST_MS,
  type SeedOrganization,
  type SeedRow,
  type SeedTask,
  type TableRows,
} from "./table-rows.ts";

export type SeedSize = {
  /** At least 2: Acme and Globex come first, the rest are made up. */
  readonly organizations: number;
  /** In all; shared out evenly. */
  readonly tasks: number;
};

const TITLES = [
  "Plan the quarterly review",
  "Answer the security questionnaire",
  "Renew the office lease",
  "Write the release notes",
  "Interview two candidates",
  "Order new laptops",
  "Update the price list",
  "Prepare the board meeting",
  "Clean up old invoices",
  "Test the backup",
  "Call the three newest customers",
  "Draft the travel policy",
];
const STATUSES = ["todo", "in_progress", "done"];

const TASK_COLUMNS =
  "org_id,id,title,description,status,assignee_id,due_on,created_by,created_at_ms,updated_at_ms,version".split(
    ",",
  );

/** Every row of the seed, parents first; the same for the same size, but for the day they end on. */
export function seedRows(size: SeedSize): TableRows[] {
  const organizations = seedOrganizations(size.organizations);
  return [
    {
      table: "organizations",
      columns: ["org_id", "slug", "name", "created_at_ms", "source_event_at_ms"],
      ...listed(organizations.map(({ id, slug, name, createdAtMs: at }) => [id, slug, name, at, at])),
    },
    {
      table: "people",
      columns: ["id", "name", "email", "source_event_at_ms"],
      ...listed(
        CAST.people.map(({ id, firstName, lastName, email, createdAtMs }) => {
          return [id, `${firstName} ${lastName}`, email, createdAtMs];
        }),
      ),
    },
    {
      table: "memberships",
      columns: ["org_id", "user_id", "role", "created_at_ms", "source_event_at_ms"],
      ...listed(organizations.flatMap(membershipRows)),
    },
    {
      table: "tasks",
      columns: TASK_COLUMNS,
      rows: taskRows(organizations, size.tasks),
      length: size.tasks,
    },
    ...productTables(organizations, size.tasks),
  ];
}

const COMMENT_COLUMNS = ["org_id", "id", "task_id", "author_id", "body", "created_at_ms"];
const POST_COLUMNS =
  "org_id,id,title,body,status,pinned,author_id,created_at_ms,updated_at_ms,published_at_ms,version".split(
    ",",
  );
const INTEGRATION_COLUMNS = ["org_id", "id", "label", "url", "created_by", "created_at_ms"];
const DEED_COLUMNS = "org_id,seq,actor_id,action,subject_kind,subject_id,details,at_ms".split(",");

/** What each organization has beside tasks: the same amount, however many tasks there are. */
function productTables(organizations: readonly SeedOrganization[], tasks: number): TableRows[] {
  const newest = new Map(
    organizations.map((organization, at) => {
      const count = Math.min(NEWEST_TASKS, taskCount(organizations, at, tasks));
      return [organization, Array.from({ length: count }, (_, turn) => seedTask(organization, turn))];
    }),
  );
  const rowsOf = (make: (organization: SeedOrganization, newest: readonly SeedTask[]) => SeedRow[]) =>
    listed([...newest].flatMap((each) => make(...each)));
  return [
    { table: "task_comments", columns: COMMENT_COLUMNS, ...rowsOf(commentRows) },
    { table: "posts", columns: POST_COLUMNS, ...rowsOf(postRows) },
    { table: "integrations", columns: INTEGRATION_COLUMNS, ...rowsOf(integrationRows) },
    { table: "activity", columns: DEED_COLUMNS, ...rowsOf(deedRows) },
  ];
}

/** So many of an organization's newest tasks are told of in its log. */
const NEWEST_TASKS = 20;

function membershipRows({ id, createdAtMs: at, members }: SeedOrganization): SeedRow[] {
  return members.map(({ userId, role }) => [id, userId, role, at, at]);
}

function seedOrganizations(count: number): SeedOrganization[] {
  const cast = CAST.organizations.map((organization) => ({
    ...organization,
    members: CAST.memberships.filter(({ orgId }) => orgId === organization.id),
  }));
  const [somebody] = CAST.people;
  const userId = somebody?.id ?? "";
  const more = Array.from({ length: Math.max(0, count - cast.length) }, (_, index) => {
    const number = String(index + 1).padStart(5, "0");
    const id = `org_seed${digest(`organization ${number}`, 23)}`;
    const members = [{ userId, role: "org:member" }];
    return {
      id,
      name: `Organization ${number}`,
      slug: `organization-${number}`,
      createdAtMs: NEWEST_MS,
      members,
    };
  });
  return [...cast, ...more];
}

/** Oldest first and one organization after the other: the search's index is quicker to fill so. */
function* taskRows(organizations: readonly SeedOrganization[], count: number): Generator<SeedRow> {
  for (const [at, organization] of organizations.entries()) {
    for (let turn = taskCount(organizations, at, count) - 1; turn >= 0; turn -= 1) {
      yield taskRow(organization, seedTask(organization, turn), turn);
    }
  }
}

/** How many of `count` tasks, dealt out in turn, the organization at that place gets. */
function taskCount(organizations: readonly SeedOrganization[], at: number, count: number): number {
  return Math.ceil((count - at) / organizations.length);
}

/** The organization's task number `turn`, from the newest: the same title in every organization. */
function seedTask(organization: SeedOrganization, turn: number): SeedTask {
  const title = TITLES[turn % TITLES.length] ?? "";
  const round = Math.floor(turn / TITLES.length);
  return {
    id: `tsk_${digest(`${organization.id} ${turn}`, 26)}`,
    title: round === 0 ? title : `${title} (${round + 1})`,
    status: STATUSES[turn % STATUSES.length] ?? "todo",
    author: organization.members[turn % organization.members.length]?.userId ?? "",
    createdAtMs: NEWEST_MS - turn * HOUR_MS,
  };
}

function taskRow(organization: SeedOrganization, task: SeedTask, turn: number): SeedRow {
  const { id, title, status, author, createdAtMs } = task;
  const words = (TITLES[turn % TITLES.length] ?? "").toLowerCase();
  const dueOn = turn % 4 === 0 ? new Date(NEWEST_MS + (turn % 30) * DAY_MS).toISOString().slice(0, 10) : null;
  return [
    organization.id,
    id,
    title,
    `For ${organization.name}: ${words}.`,
    status,
    turn % 3 === 0 ? null : author,
    dueOn,
    author,
    createdAtMs,
    createdAtMs,
    1,
  ];
}
