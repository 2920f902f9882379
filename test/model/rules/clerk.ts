import type { Asked } from "#test/model/asked.ts";
import { living, newOrganization, type Organization, type World } from "#test/model/world.ts";
import { hear } from "./heard.ts";
import { IS_DONE, NOT_SIGNED, type Rule } from "./rule.ts";

/** What Clerk decides, of which the product is told. */
export const CLERK_RULES = {
  "create organization": (world, asked) => {
    const { slug, actor } = asked;
    if (isTaken(world, slug)) return { says: "taken" };
    return {
      says: IS_DONE,
      effect: (id) => {
        const organization = newOrganization({ id, name: `New ${slug}`, slug });
        organization.members.set(actor.userId, "org:admin");
        world.organizations.push(organization);
      },
    };
  },
  "rename organization": (world, { organizationId, slug }) => {
    const organization = livingById(world, organizationId);
    if (organization === undefined) return { says: "absent" };
    if (isTaken(world, slug) && organization.slug !== slug) return { says: "taken" };
    return { says: IS_DONE, effect: () => void (organization.slug = slug) };
  },
  "delete organization": (world, { organizationId }) => {
    const organization = livingById(world, organizationId);
    if (organization === undefined) return { says: "absent" };
    return {
      says: IS_DONE,
      effect: () => {
        for (const [person, { orgId }] of world.sessions)
          if (orgId === organizationId) world.sessions.delete(person);
        organization.isDeleted = true;
      },
    };
  },
  "switch organization": (world, { actor, organizationId, handle }) => {
    // What is unheard a page would ask of Clerk, so it is delivered first (site.ts).
    const hearAll = () => {
      for (const { id, orgId } of world.told) if (orgId === organizationId) hear(world, id);
    };
    // A page of the organization that the token names asks Clerk nothing.
    const isToken = world.hasEntry && [actor.orgId, actor.slug].includes(handle);
    if (isToken) return { says: actor.orgId, effect: hearAll };
    const isMember = livingById(world, organizationId)?.members.has(actor.userId) === true;
    return {
      says: isMember ? organizationId : "absent",
      effect: () => {
        hearAll();
        renew(world, actor.userId, isMember ? organizationId : actor.orgId);
      },
    };
  },
  "deliver webhooks": (world, { deliveries }) => {
    if (deliveries.length === 0) return { says: "none told" };
    return { says: IS_DONE, effect: () => deliveries.forEach((id) => hear(world, id)) };
  },
  "forge webhook": () => ({ says: NOT_SIGNED }),
  invite: (world, asked) => {
    const { organizationId, personId, role } = asked;
    const refusal = mayNotInvite(world, asked);
    const organization = livingById(world, organizationId);
    if (refusal !== null || organization === undefined) return { says: refusal };
    if (organization.members.has(personId)) return { says: "member already" };
    if (organization.invited.has(personId)) return { says: "invited already" };
    return { says: IS_DONE, effect: (id) => void organization.invited.set(personId, { id, role }) };
  },
  "accept invitation": (world, { actor, organizationId, role }) => {
    const organization = livingById(world, organizationId);
    if (organization?.invited.has(actor.userId) !== true) return { says: "absent" };
    if (organization.members.has(actor.userId)) return { says: "member already" };
    return {
      says: IS_DONE,
      effect: () => {
        organization.invited.delete(actor.userId);
        organization.members.set(actor.userId, role);
      },
    };
  },
  "revoke invitation": (world, asked) => {
    const { organizationId, personId } = asked;
    const refusal = mayNotInvite(world, asked);
    const organization = livingById(world, organizationId);
    if (refusal !== null || organization === undefined) return { says: refusal };
    if (!organization.invited.has(personId)) return { says: "absent" };
    return { says: IS_DONE, effect: () => void organization.invited.delete(personId) };
  },
  join: (world, { organizationId, personId, role }) => {
    const organization = livingById(world, organizationId);
    if (organization === undefined || !world.people.includes(personId)) return { says: "absent" };
    if (organization.members.has(personId)) return { says: "member already" };
    return { says: IS_DONE, effect: () => void organization.members.set(personId, role) };
  },
  "change role": (world, { organizationId, personId, role }) => {
    const organization = livingById(world, organizationId);
    if (organization?.members.has(personId) !== true) return { says: "absent" };
    if (role !== "org:admin" && isLastAdmin(organization, personId)) return { says: "last admin" };
    return { says: IS_DONE, effect: () => void organization.members.set(personId, role) };
  },
  leave: (world, { organizationId, personId }) => {
    const organization = livingById(world, organizationId);
    if (organization?.members.has(personId) !== true) return { says: "absent" };
    if (isLastAdmin(organization, personId)) return { says: "last admin" };
    return {
      says: IS_DONE,
      effect: () => {
        organization.members.delete(personId);
        if (world.sessions.get(personId)?.orgId === organizationId) world.sessions.delete(personId);
      },
    };
  },
} satisfies Record<string, Rule>;

/** Admins invite, by what Clerk knows of them, whatever their token says; null where they may. */
function mayNotInvite(world: World, { actor, organizationId }: Asked): string | null {
  const role = livingById(world, organizationId)?.members.get(actor.userId);
  if (role === undefined) return "absent";
  return role === "org:admin" ? null : "forbidden";
}

/** The person's next token: for that organization, if they are a member of it. */
function renew(world: World, userId: string, orgId: string | null): void {
  const organization = orgId === null ? undefined : livingById(world, orgId);
  const role = organization?.members.get(userId);
  if (organization === undefined || role === undefined) world.sessions.delete(userId);
  else world.sessions.set(userId, { orgId: organization.id, slug: organization.slug, role });
}

function livingById(world: World, id: string): Organization | undefined {
  return living(world).find((each) => each.id === id);
}

function isTaken(world: World, slug: string): boolean {
  return living(world).some((each) => each.slug === slug);
}

/** Every organization has at least one admin, whatever becomes of it. */
function isLastAdmin({ members }: Pick<Organization, "members">, personId: string): boolean {
  const admins = [...members].filter(([, role]) => role === "org:admin").map(([id]) => id);
  return admins.length === 1 && admins[0] === personId;
}
