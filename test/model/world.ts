import { CAST } from "#clerk-local/seed.ts";
import { furnish } from "./furnish.ts";
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

type StoredAnswer = {
  readonly fingerprint: string;
  readonly answer: string;
  readonly expiresAtMs: number;
};

export type Organization = {
  readonly id: string;
  name: string;
  slug: string;
  isDeleted: boolean;
  /** Who is a member, by id. */
  members: Map<string, Role>;
  /** Who was one: their row stays, so that what they did keeps its owner. */
  readonly left: Map<string, Role>;
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
  /** Ids of rows that are gone, by their kind's first letters. */
  readonly gone: string[];
  made: number;
};

/** Few, but of every kind: drafts and published posts, an admin's and a member's. */
const ROUNDS = 4;

/** The cast with some rows: Ada and Milo at work in Acme, Gita and Hugo in Globex, Nora nowhere. */
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
  const world = {
    nowMs,
    hasEntry,
    people: CAST.people.map(({ id }) => id),
    organizations,
    sessions,
    gone: [],
    made: 0,
  };
  for (const organization of organizations) furnish(world, organization, ROUNDS);
  return world;
}

export function newOrganization(named: Pick<Organization, "id" | "name" | "slug">): Organization {
  return {
    ...named,
    isDeleted: false,
    members: new Map(),
    left: new Map(),
    tasks: [],
    comments: [],
    posts: [],
    integrations: [],
    log: [],
    sealed: 0,
    keys: new Map(),
    added: 0,
    completed: 0,
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
