import { canaryOf } from "./canary.ts";
import type { Command, Kind, Ref } from "./commands.ts";
import { living, type Organization, type Role, type World } from "./world.ts";

/** A command in the world as it is: who sends it for which organization, and what of it stands where. */
export type Asked = {
  readonly kind: Kind;
  readonly actor: {
    readonly userId: string;
    readonly orgId: string | null;
    readonly slug: string;
    readonly role: Role;
  };
  /** Whether it is sent as a form. */
  readonly byForm: boolean;
  /** The organization that it says it is for, by id or slug; null where it says none. */
  readonly expects: string | null;
  /** The row that it is about. */
  readonly id: string;
  readonly version: number;
  readonly ids: readonly string[];
  readonly title: string;
  readonly text: string;
  readonly words: readonly string[];
  readonly assigneeId: string | null;
  readonly dueOn: string | null;
  readonly key: string | null;
  readonly step: number;
  readonly sort: number;
  readonly status: number | null;
  /** The row that a list is to begin behind. */
  readonly afterId: string | null;
  readonly hours: number;
  /** The events to be delivered, by their ids. */
  readonly deliveries: readonly string[];
  /** The organization that it is about, where that is not the actor's. */
  readonly organizationId: string;
  /** What it is called in an address: its slug, or its id. */
  readonly handle: string;
  readonly personId: string;
  /** That person's to that organization; the actor's own where they accept it. */
  readonly invitationId: string;
  readonly role: Role;
  readonly slug: string;
};

const TITLES = ["Alpha plan", "alpha Über", "Beta", "Gamma plan", "über beta", "Émile ßeta"];
const SEARCHES = [["alp"], ["plan"], ["uber"], ["be"], ["gam", "PLA"], ["zeta"], ["beta"], ["emile"]];
/** A day before, and the day of, whatever the acts' clock says (acts.ts); for the site both are long gone. */
const DAYS = [null, "1999-02-28", "2001-11-23", "2001-11-24", "2999-01-01"];
const SLUGS = ["acme", "globex", "initech", "hooli"];
const ROLES: readonly Role[] = ["org:member", "org:admin"];

export function askedOf(world: World, command: Command): Asked {
  const userId = world.people[command.by % world.people.length] ?? "user_nobody";
  const actor = { userId, ...(world.sessions.get(userId) ?? NO_SESSION) };
  return (
    (command.kind === "send again" && askedAgain(world, actor, command)) || askedFirst(world, actor, command)
  );
}

/** The same to the letter, of the same organization; null where there is nothing yet. */
function askedAgain({ sent }: World, actor: Asked["actor"], { earlier = 0 }: Command): Asked | null {
  const own = sent.filter(
    ({ kind, actor: { userId, orgId } }) =>
      CHANGES.has(kind) && userId === actor.userId && orgId !== null && orgId === actor.orgId,
  );
  const before = own[earlier % own.length];
  return before === undefined ? null : { ...before, actor };
}

/** What is worth being sent twice. */
const CHANGES: ReadonlySet<Kind> = new Set([
  "add task",
  "edit task",
  "move task",
  "delete task",
  "complete many",
  "comment",
  "draft post",
  "add published post",
  "edit post",
  "move post",
  "delete post",
  "add integration",
  "remove integration",
]);

function askedFirst(world: World, actor: Asked["actor"], command: Command): Asked {
  const { userId } = actor;
  const noun = nounOf(command.kind);
  const pick = (ref: Ref | null | undefined) =>
    rowOf(world, { orgId: actor.orgId, noun }, ref ?? { whose: "gone", nth: 0 });
  const id = pick(command.row);
  const belonging = belongingOf(command.kind);
  const isAccepting = command.kind === "accept invitation";
  const asWhom = isAccepting ? belonging : "members";
  const where = command.organization ?? command.doomed;
  const named = organizationOf(world, { userId, belonging: asWhom }, where);
  const handle = handleOf(world, named, where);
  // A slug may have gone on to another organization since.
  const called = living(world).find(({ id: each, slug }) => each === handle || slug === handle);
  const organizationId = command.kind === "switch organization" ? (called?.id ?? named) : named;
  const orgId = where === undefined ? actor.orgId : organizationId;
  const person = personOf(
    world,
    { orgId, belonging },
    command.person ?? command.newcomer ?? command.assignee,
  );
  const invited = world.organizations.find((each) => each.id === organizationId)?.invited;
  const invitation = invited?.get(isAccepting ? userId : person);
  const words = command.words ?? 0;
  const canary = canaryOf(actor.orgId ?? "org_nowhere");
  return {
    kind: command.kind,
    actor,
    byForm: world.hasEntry && (command.byForm === true || BY_FORM_ALONE.has(command.kind)),
    expects: expectedBy(world, command),
    id,
    version: versionOf(world, id, command.isOld === true),
    ids: (command.rows ?? []).map(pick),
    title: `${TITLES[words % TITLES.length]} ${canary}`,
    text: `${words % 2 === 0 ? "Kappa" : "Lambda"} ${canary}`,
    words: SEARCHES[words % SEARCHES.length] ?? [],
    assigneeId: command.assignee == null ? null : person,
    dueOn: DAYS[(command.due ?? 0) % DAYS.length] ?? null,
    key: command.key == null ? null : `key-${command.key}`,
    step: command.step ?? 0,
    sort: command.sort ?? 0,
    status: command.status ?? null,
    afterId: command.after == null ? null : pick(command.after),
    hours: command.hours ?? 0,
    deliveries: (command.deliveries ?? []).flatMap((nth) => world.told[nth % world.told.length]?.id ?? []),
    organizationId,
    handle,
    personId: person,
    invitationId: invitation?.id ?? "orginv_nowhere",
    role: (isAccepting ? invitation?.role : ROLES[command.role ?? 0]) ?? "org:member",
    slug: SLUGS[words % SLUGS.length] ?? "acme",
  };
}

const NO_SESSION = { orgId: null, slug: "", role: "org:member" } as const;

/** What the API has not. */
const BY_FORM_ALONE: ReadonlySet<Kind> = new Set([
  "complete many",
  "add integration",
  "remove integration",
  "export everything",
]);

function expectedBy(world: World, { by, expects, byForm, kind }: Command): string | null {
  if (expects == null) return null;
  const userId = world.people[by % world.people.length] ?? "";
  const id = organizationOf(world, { userId, belonging: "members" }, expects);
  // A form names it by its id; a program by either.
  return byForm === true || BY_FORM_ALONE.has(kind) ? id : handleOf(world, id, expects);
}

function handleOf({ organizations }: World, orgId: string, ref: Ref | undefined): string {
  if ((ref?.nth ?? 0) % 2 === 0) return orgId;
  return organizations.find(({ id }) => id === orgId)?.slug ?? "nowhere";
}

type Noun = "tsk" | "pst" | "int";

function nounOf(kind: Kind): Noun {
  if (kind.includes("post")) return "pst";
  return kind.includes("integration") ? "int" : "tsk";
}

function rowsOf(
  { tasks, posts, integrations }: Organization,
  noun: Noun,
): readonly { readonly id: string }[] {
  return { tsk: tasks, pst: posts, int: integrations }[noun];
}

function rowOf(
  world: World,
  { orgId, noun }: { readonly orgId: string | null; readonly noun: Noun },
  { whose, nth }: Ref,
): string {
  const isWhose = {
    own: (organization: Organization) => organization.id === orgId,
    foreign: (organization: Organization) => organization.id !== orgId,
    gone: () => false,
  }[whose];
  const there = world.organizations.filter(isWhose).flatMap((each) => rowsOf(each, noun));
  const gone = world.gone.filter((id) => id.startsWith(noun));
  const pool = whose === "gone" ? gone : there.map(({ id }) => id);
  return pool[nth % pool.length] ?? `${noun}_${"abcdefghijkl".charAt(nth).repeat(26)}`;
}

/** The version that a row has, whoever's it is, or one that it has not. */
function versionOf({ organizations }: World, id: string, isOld: boolean): number {
  const rows = organizations.flatMap(({ tasks, posts }) => [...tasks, ...posts]);
  const { version = 1 } = rows.find((row) => row.id === id) ?? {};
  if (!isOld) return version;
  return version > 1 ? version - 1 : NEVER_REACHED;
}

const NEVER_REACHED = 999;

/** Whose an organization is, and who is of one: its members, or whom it has invited. */
type Belonging = "members" | "invited";

function belongingOf(kind: Kind): Belonging {
  return kind === "accept invitation" || kind === "revoke invitation" ? "invited" : "members";
}

function organizationOf(
  world: World,
  { userId, belonging }: { readonly userId: string; readonly belonging: Belonging },
  ref: Ref | undefined,
): string {
  const { whose, nth } = ref ?? { whose: "gone", nth: 0 };
  const isOwn = (organization: Organization) => organization[belonging].has(userId);
  const pool = {
    own: living(world).filter(isOwn),
    foreign: living(world).filter((each) => !isOwn(each)),
    gone: world.organizations.filter(({ isDeleted }) => isDeleted),
  }[whose];
  return pool[nth % pool.length]?.id ?? `org_nowhere${nth}`;
}

function personOf(
  world: World,
  { orgId, belonging }: { readonly orgId: string | null; readonly belonging: Belonging },
  ref: Ref | null | undefined,
): string {
  const { whose, nth } = ref ?? { whose: "gone", nth: 0 };
  const there = [...(world.organizations.find(({ id }) => id === orgId)?.[belonging].keys() ?? [])];
  const pool = {
    own: there,
    foreign: world.people.filter((person) => !there.includes(person)),
    gone: [],
  }[whose];
  return pool[nth % pool.length] ?? `user_nobody${nth}`;
}
