import type { Organization, StoredAnswer, World } from "#test/model/world.ts";

/** An event's effect on the mirror: once for all times that it comes, and by its time, in whichever order it does. */
export function hear(world: World, id: string): void {
  const told = world.told.find((each) => each.id === id);
  const organization = world.organizations.find((each) => each.id === told?.orgId);
  if (told === undefined || organization === undefined || organization.isErased || told.isHeard) return;
  told.isHeard = true;
  if (told.kind === "gone") {
    erase(world, organization);
    return;
  }
  const { slug, atMs, seat } = told;
  const { mirror } = organization;
  if (seat === null) {
    if (mirror.named === null || atMs >= mirror.named.atMs) mirror.named = { slug, atMs };
    return;
  }
  // Its own events, whenever they come, know better.
  mirror.named ??= { slug, atMs: 0 };
  const known = mirror.seats.get(seat.userId);
  // Of two words of the same time, the one that takes something away stands.
  const takesAway = seat.isGone || (seat.role !== "org:admin" && known?.isGone === false);
  // One that has ended does not begin again.
  const beginsAgain = known?.isGone === true && !seat.isGone && seat.beganAtMs <= known.beganAtMs;
  if (known === undefined || (!beginsAgain && (atMs > known.atMs || (atMs === known.atMs && takesAway))))
    mirror.seats.set(seat.userId, { ...seat, atMs });
}

/** The mirror as it is where every word of Clerk's is heard as it falls. */
export function hearAtOnce(world: World): void {
  for (const organization of world.organizations) {
    const { members, mirror, slug, isDeleted, isErased } = organization;
    if (isErased) continue;
    if (isDeleted) {
      erase(world, organization);
      continue;
    }
    mirror.named = { slug, atMs: 1 };
    for (const [userId, seat] of mirror.seats) seat.isGone = !members.has(userId);
    for (const [userId, role] of members)
      mirror.seats.set(userId, { role, isGone: false, beganAtMs: 1, atMs: 1 });
  }
}

function erase(world: World, organization: Organization): void {
  const { tasks, posts, integrations, mirror } = organization;
  world.gone.push(...[...tasks, ...posts, ...integrations].map(({ id }) => id));
  mirror.named = null;
  mirror.seats.clear();
  Object.assign(organization, { isErased: true, ...noRows() });
}

/** What an organization has before anything is done in it, and once it is erased. */
export function noRows() {
  return {
    tasks: [],
    comments: [],
    posts: [],
    integrations: [],
    log: [],
    sealed: 0,
    keys: new Map<string, StoredAnswer>(),
    added: 0,
    completed: 0,
  };
}
