import { createClerkClient } from "@clerk/backend";
import type { Webhook } from "#clerk-local/controls/webhooks.ts";
import type { Site } from "#test/support/site.ts";
import { membershipEvent, sendWebhook } from "#test/support/webhook-events.ts";
import type { Asked } from "./asked.ts";
import type { Kind } from "./commands.ts";
import type { Answer } from "./play.ts";
import { IS_DONE, NOT_SIGNED } from "./rules/rule.ts";
import type { Told, World } from "./world.ts";

const HOUR_MS = 3_600_000;
/** No secret of the site's. */
const NOT_OURS = `whsec_${btoa("somebody else's secret")}`;

type Decision = (site: Site, asked: Asked, world: World) => Promise<Answer>;

/** What is decided at Clerk: there first, then the mirror is told of it. */
export const DECISIONS: Partial<Record<Kind, Decision>> = {
  "create organization": decided(({ clerk }, { actor, slug }) =>
    clerk.createOrganization({ name: `New ${slug}`, slug, createdBy: actor.userId }),
  ),
  "rename organization": decided(({ clerk }, { organizationId: orgId, slug }) =>
    clerk.renameOrganization({ orgId, slug }),
  ),
  "delete organization": decided((site, { organizationId }) =>
    backendOf(site).organizations.deleteOrganization(organizationId),
  ),
  join: decided((site, { organizationId, personId: userId, role }) =>
    backendOf(site).organizations.createOrganizationMembership({ organizationId, userId, role }),
  ),
  "change role": decided(({ clerk }, { organizationId: orgId, personId: userId, role }) =>
    clerk.setRole({ orgId, userId, role }),
  ),
  leave: decided(({ clerk }, { organizationId: orgId, personId: userId }) =>
    clerk.removeMember({ orgId, userId }),
  ),
  "deliver webhooks": async ({ clerk }, { deliveries }) => {
    if (deliveries.length === 0) return { says: "none told" };
    await clerk.deliverWebhooks({ ids: deliveries });
    const sent = (await clerk.webhooks()).filter(({ id }) => deliveries.includes(id));
    const isTaken = sent.every(({ attempts }) => attempts.every(({ status }) => status === 200));
    return { says: isTaken ? IS_DONE : sent };
  },
  "forge webhook": async (site, { personId, actor }) => {
    const event = { orgId: actor.orgId ?? "org_nowhere", userId: personId, role: "org:admin" };
    const body = membershipEvent("created", event, Date.now());
    const { status } = await sendWebhook(site, body, { secret: NOT_OURS });
    return { says: status === 400 ? NOT_SIGNED : status };
  },
  "run jobs": async (site) => {
    await site.scheduled();
    return { says: IS_DONE };
  },
  "let time pass": async ({ database }, { hours }) => {
    // The Worker's clock stands where it does, so what it has written grows older instead.
    const older = "update idempotency_keys set expires_at_ms = expires_at_ms - ?";
    await database.batch([database.prepare(older).bind(hours * HOUR_MS)]);
    return { says: IS_DONE };
  },
};

/** Clerk's own API, which looks whether there is what it is asked about. */
export function backendOf({ settings }: Site) {
  const secretKey = settings["CLERK_SECRET_KEY"] ?? "";
  return createClerkClient({
    secretKey,
    apiUrl: settings["CLERK_API_URL"] ?? "",
    telemetry: { disabled: true },
  });
}

function decided(decide: (site: Site, asked: Asked) => Promise<{ readonly id: string } | void>): Decision {
  return async (site, asked, world) => {
    try {
      const made = await decide(site, asked);
      await takeDown(site, world);
      return { says: IS_DONE, ...(made !== undefined && { id: made.id }) };
    } catch (error) {
      return { says: refusalIn(String(error)) };
    }
  };
}

/** Notes what Clerk has told of since, to be heard when it is delivered. */
export async function takeDown({ clerk }: Site, { told, toldBefore }: World): Promise<void> {
  const known = new Set([...toldBefore, ...told.map(({ id }) => id)]);
  const sent = (await clerk.webhooks()).filter(({ id }) => !known.has(id));
  told.push(...sent.map(({ id, event }) => toldBy(id, event)).filter((each) => each !== null));
}

function toldBy(id: string, { type, data, timestamp: atMs }: Webhook["event"]): Told | null {
  const base = { id, atMs, isHeard: false };
  if (type === "organization.created" || type === "organization.updated")
    return { ...base, kind: "named", orgId: data.id, slug: data.slug, seat: null };
  if (type === "organization.deleted")
    return { ...base, kind: "gone", orgId: data.id ?? "", slug: "", seat: null };
  if (
    type === "organizationMembership.created" ||
    type === "organizationMembership.updated" ||
    type === "organizationMembership.deleted"
  ) {
    const { organization, public_user_data: person, role, created_at: beganAtMs } = data;
    const seat = { userId: person.user_id, role, isGone: type.endsWith(".deleted"), beganAtMs };
    return { ...base, kind: "seated", orgId: organization.id, slug: organization.slug, seat };
  }
  return null;
}

/** Clerk's own words for what it refuses. */
function refusalIn(error: string): string {
  const known = [
    ["slug is taken", "taken"],
    ["already a member", "member already"],
    ["admin", "last admin"],
    ["No organization", "absent"],
    ["resource_not_found", "absent"],
    ["not a member", "absent"],
  ] as const;
  return known.find(([words]) => error.includes(words))?.[1] ?? error;
}
