import { createHash } from "node:crypto";
import { CAST } from "#clerk-local/seed.ts";

/** A table's name and its rows, all with the same columns in the same order. */
export type TableRows = {
  readonly table: "organizations" | "people" | "memberships" | "tasks";
  readonly columns: readonly string[];
  readonly rows: Iterable<SeedRow>;
  readonly length: number;
};

type SeedRow = readonly (string | number | null)[];

export type SeedSize = {
  /** At least 2: Acme and Globex come first, the rest are made up. */
  readonly organizations: number;
  /** In all; shared out evenly. */
  readonly tasks: number;
};

const DAY_MS = 86_400_000;
/** A fixed day, so that the seed is the same on every machine. */
const NEWEST_MS = Date.UTC(2026, 10, 20, 9);

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

type SeedOrganization = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly createdAtMs: number;
  readonly members: readonly { readonly userId: string; readonly role: string }[];
};

const TASK_COLUMNS =
  "org_id,id,title,description,status,assignee_id,due_on,created_by,created_at_ms,updated_at_ms,version".split(
    ",",
  );

/** Every row of the seed, parents first; the same for the same size. */
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
  ];
}

function listed(rows: SeedRow[]): Pick<TableRows, "rows" | "length"> {
  return { rows, length: rows.length };
}

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

function* taskRows(organizations: readonly SeedOrganization[], count: number) {
  for (let index = 0; index < count; index += 1) {
    const organization = organizations[index % organizations.length];
    if (organization === undefined) return;
    yield taskRow(organization, Math.floor(index / organizations.length));
  }
}

/** The organization's task number `turn`: the same title in every organization, other words inside. */
function taskRow(organization: SeedOrganization, turn: number): SeedRow {
  const title = TITLES[turn % TITLES.length] ?? "";
  const round = Math.floor(turn / TITLES.length);
  const createdAtMs = NEWEST_MS - turn * 3_600_000;
  const author = organization.members[turn % organization.members.length]?.userId ?? "";
  const assignee = turn % 3 === 0 ? null : author;
  const dueOn = turn % 4 === 0 ? new Date(NEWEST_MS + (turn % 30) * DAY_MS).toISOString().slice(0, 10) : null;
  return [
    organization.id,
    `tsk_${digest(`${organization.id} ${turn}`, 26)}`,
    round === 0 ? title : `${title} (${round + 1})`,
    `For ${organization.name}: ${title.toLowerCase()}.`,
    STATUSES[turn % STATUSES.length] ?? "todo",
    assignee,
    dueOn,
    author,
    createdAtMs,
    createdAtMs,
    1,
  ];
}

/** Characters of base32 (a-z2-7), the same for the same text. */
function digest(text: string, length: number): string {
  const bytes = createHash("sha256").update(text).digest();
  return Array.from(bytes.subarray(0, length), (byte) =>
    "abcdefghijklmnopqrstuvwxyz234567".charAt(byte & 31),
  ).join("");
}
