import { CAST } from "#clerk-local/seed.ts";
import { NORA } from "#test/support/people.ts";
import type { Asked } from "./asked.ts";
import { furnish } from "./furnish.ts";
import { hearAtOnce, noRows } from "./rules/heard.ts";
import type { PostStatus } from "#src/features/posts/post.ts";
import type { TaskStatus } from "#src/features/tasks/task.ts";

// What the product is thought to hold, in memory: plain data, changed by rules/ alone.

export type Role = "org:admin" | "org:member";

export type Task = {
  readonly id: string;
  title: string;
  description: string;
  status: TaskStatus;
  assigneeId: string | null;
  dueOn: string | null;
  readonly createdBy: string;
  version: number;
  /** Undefined until the row has been seen: the product's own clock says. */
  createdAtMs: number | undefined;
  /** In the order of making. */
  readonly nth: number;
};

export type Comment = {
  readonly id: string;
  readonly taskId: string;
  readonly authorId: string;
  readonly body: string;
  createdAtMs: number | undefined;
};

export type Post = {
  readonly id: string;
  title: string;
  body: string;
  status: PostStatus;
  pinned: number;
  readonly authorId: string;
  version: number;
  createdAtMs: number | undefined;
  /** Null until the first publication; undefined as above. */
  publishedAtMs: number | null | undefined;
};

export type Integration = { readonly id: string; readonly label: string };

export type Deed = {
  readonly actorId: string;
  readonly action: string;
  readonly subjectId: string;
  readonly title: string | null;
};

export type StoredAnswer = {
  readonly fingerprint: string;
  readonly answer: string;
  readonly expiresAtMs: number;
};

export type Organization = {
  readonly id: string;
  name: string;
  slug: string;
  /** At Clerk; its rows go when the product hears of it. */
  isDeleted: boolean;
  isErased: boolean;
  /** Who is a member at Clerk, by id. */
  members: Map<string, Role>;
  /** Who may become one, by accepting. */
  readonly invited: Map<string, { readonly id: string; readonly role: Role }>;
  /** What the product has heard of that. */
  readonly mirror: Mirror;
  tasks: Task[];
  comments: Comment[];
  posts: Post[];
  integrations: Integration[];
  log: Deed[];
  sealed: number;
  /** Answers by person and key. */
  keys: Map<string, StoredAnswer>;
  /** Tasks ever added, and how often one was completed. */
  added: number;
  completed: number;
};

/** `beganAtMs` tells a membership from a later one of the same person. */
export type Seat = {
  readonly role: string;
  isGone: boolean;
  readonly beganAtMs: number;
  readonly atMs: number;
};

/** Seats stay when they are left, so that what their people did keeps its owner. */
type Mirror = {
  named: { readonly slug: string; readonly atMs: number } | null;
  readonly seats: Map<string, Seat>;
};

/** One of Clerk's events, to be delivered at any time, or several times. */
export type Told = {
  readonly id: string;
  readonly kind: "named" | "seated" | "gone";
  readonly orgId: string;
  readonly slug: string;
  readonly atMs: number;
  /** Null of an event about the organization itself. */
  readonly seat: (Omit<Seat, "atMs"> & { readonly userId: string }) | null;
  isHeard: boolean;
};

/** What a person's token says: it may have been overtaken. */
export type Session = { readonly orgId: string; readonly slug: string; readonly role: Role };

export type World = {
  nowMs: number;
  /** Whether requests are judged before acts are: on the site, not where acts are called. */
  readonly hasEntry: boolean;
  readonly people: readonly string[];
  readonly organizations: Organization[];
  /** By person; without an organization where there is none. */
  readonly sessions: Map<string, Session>;
  readonly told: Told[];
  /** Events of before this world, which are none of its. */
  readonly toldBefore: Set<string>;
  /** What was asked for, to be asked for again. */
  readonly sent: Asked[];
  /** Ids of rows that are gone, by their kind's first letters. */
  readonly gone: string[];
  made: number;
};

/** Few, but of every kind: drafts and published posts, an admin's and a member's. */
const ROUNDS = 4;

/** The cast with some rows: Ada and Milo at work in Acme, Gita and Hugo in Globex, Nora invited to both. */
export function newWorld({ nowMs, hasEntry }: Pick<World, "nowMs" | "hasEntry">): World {
  const organizations = CAST.organizations.map(({ id, name, slug }) => newOrganization({ id, name, slug }));
  for (const { orgId, userId, role } of CAST.memberships) {
    organizations.find(({ id }) => id === orgId)?.members.set(userId, role);
  }
  const sessions = new Map<string, Session>();
  for (const { orgId, userId, role } of CAST.memberships) {
    const slug = organizations.find(({ id }) => id === orgId)?.slug ?? "";
    if (!sessions.has(userId)) sessions.set(userId, { orgId, slug, role });
  }
  const world: World = {
    nowMs,
    hasEntry,
    people: CAST.people.map(({ id }) => id),
    organizations,
    sessions,
    told: [],
    toldBefore: new Set(),
    sent: [],
    gone: [],
    made: 0,
  };
  hearAtOnce(world);
  for (const [nth, organization] of organizations.entries()) {
    furnish(world, organization, ROUNDS);
    const role = nth === 0 ? "org:member" : "org:admin";
    organization.invited.set(NORA.id, { id: `orginv_first${nth}`, role });
  }
  return world;
}

export function newOrganization(named: Pick<Organization, "id" | "name" | "slug">): Organization {
  return {
    ...named,
    isDeleted: false,
    isErased: false,
    members: new Map(),
    invited: new Map(),
    mirror: { named: null, seats: new Map() },
    ...noRows(),
  };
}

export function living({ organizations }: World): Organization[] {
  return organizations.filter(({ isDeleted }) => !isDeleted);
}

export function organizationById({ organizations }: World, id: string): Organization {
  const found = organizations.find((each) => each.id === id);
  if (found === undefined) throw new Error(`the model has no organization ${id}`);
  return found;
}
