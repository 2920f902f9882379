import type { Asked } from "#test/model/asked.ts";
import type { Organization, Role, Seat, World } from "#test/model/world.ts";
import { IS_DONE, isAdmin, log, own, type Expected, type Rule } from "./rule.ts";

/** What admins make of members through the site, which has Clerk do it and does not wait to hear of it. */
export const SEAT_RULES = {
  "give role": (world, asked) => changed(world, asked, asked.role),
  "remove member": (world, asked) => changed(world, asked, null),
} satisfies Record<string, Rule>;

function changed(world: World, asked: Asked, role: Role | null): Expected {
  if (!isAdmin(asked)) return { says: "forbidden" };
  const { personId } = asked;
  const organization = own(world, asked);
  const { members, mirror } = organization;
  const seat = mirror.seats.get(personId);
  if (seat === undefined || seat.isGone) return { says: "absent" };
  const put = (changes: Partial<Seat>) => void mirror.seats.set(personId, { ...seat, ...changes });
  // Whoever is to lead no longer must not be the last, neither by what the site has heard nor by Clerk's own word.
  const leads = (now: string) => role !== "org:admin" && now === "org:admin";
  if (leads(seat.role) && !othersLead(heardIn(organization), personId)) return { says: "last admin" };
  const held = members.get(personId);
  // That step comes first, and stays.
  const stepped = leads(seat.role) ? { role: "org:member" } : {};
  if (held === undefined) return { says: "absent", effect: () => put({ ...stepped, isGone: true }) };
  if (leads(held) && !othersLead(members, personId))
    return { says: "last admin", effect: () => put({ role: held }) };
  return {
    says: IS_DONE,
    effect: () => {
      put({
        ...latest(world, { organization, personId, seat }),
        ...(role === null ? { ...stepped, isGone: true } : { role }),
      });
      if (role === null) members.delete(personId);
      else members.set(personId, role);
      if (role === null && world.sessions.get(personId)?.orgId === organization.id)
        world.sessions.delete(personId);
      log(organization, asked, { action: actionOf(role), subjectId: personId, title: null });
    },
  };
}

function heardIn({ mirror }: Organization): ReadonlyMap<string, string> {
  return new Map([...mirror.seats].filter(([, { isGone }]) => !isGone).map(([id, { role }]) => [id, role]));
}

function othersLead(roles: ReadonlyMap<string, string>, personId: string): boolean {
  return [...roles].some(([id, role]) => id !== personId && role === "org:admin");
}

type Known = { readonly organization: Organization; readonly personId: string; readonly seat: Seat };

/** When a seat began and was last spoken of, by all that Clerk has told of it, heard or not. */
function latest({ told }: World, { organization, personId, seat }: Known): Pick<Seat, "beganAtMs" | "atMs"> {
  const last = told.findLast((each) => each.orgId === organization.id && each.seat?.userId === personId);
  if (last?.seat == null || last.atMs < seat.atMs) return seat;
  return { beganAtMs: last.seat.beganAtMs, atMs: last.atMs };
}

function actionOf(role: Role | null): string {
  if (role === null) return "member.removed";
  return role === "org:admin" ? "member.promoted" : "member.demoted";
}
