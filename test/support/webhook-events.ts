import { factOf } from "#src/clerk/webhook-fact.ts";
import type { Database } from "#src/db/database.ts";
import { receiveWebhook, type Receipt } from "#src/webhooks/receive-webhook.ts";
import { svixHeaders } from "#clerk-local/webhooks/svix.ts";
import type { Site } from "#test/support/site.ts";

/** One of Clerk's events as its body has it; whatever is wrong with it is a test's wish. */
export type SentEvent = {
  readonly type: string;
  readonly timestamp: number;
  readonly data: Readonly<Record<string, unknown>>;
};

export type Sent = { readonly id: string; readonly event: SentEvent };

/** The receiving act, as it is once a request has been verified. */
export function receiveEvent({ id, event }: Sent, database: Database): Promise<Receipt> {
  const { type, timestamp: atMs, data } = event;
  const fact = factOf(type, data);
  if (fact === null) throw new Error(`${type} is unreadable`);
  return receiveWebhook({ id, type, atMs, fact: fact === "none" ? null : fact }, database, 5);
}

type Named = { readonly id: string; readonly name?: string };

export function userEvent(
  verb: "created" | "updated" | "deleted",
  { id, name = id }: Named,
  timestamp: number,
): SentEvent {
  const data =
    verb === "deleted"
      ? { object: "user", id, deleted: true }
      : {
          id,
          first_name: name,
          last_name: null,
          image_url: "https://img.clerk.com/x",
          primary_email_address_id: "idn_2",
          email_addresses: [
            { id: "idn_1", email_address: `old-${id}@x.example` },
            { id: "idn_2", email_address: `${id}@x.example` },
          ],
          private_metadata: { note: "PRIVATE" },
        };
  return { type: `user.${verb}`, timestamp, data };
}

export function organizationEvent(
  verb: "created" | "updated" | "deleted",
  { id, name = id }: Named,
  timestamp: number,
): SentEvent {
  const data =
    verb === "deleted" ? { object: "organization", id, deleted: true } : organizationData(id, name);
  return { type: `organization.${verb}`, timestamp, data };
}

export function membershipEvent(
  verb: "created" | "updated" | "deleted",
  { orgId, userId, role }: { readonly orgId: string; readonly userId: string; readonly role: string },
  timestamp: number,
): SentEvent {
  const data = {
    id: `orgmem_${userId}`,
    role,
    organization: organizationData(orgId, "Of a membership"),
    public_user_data: {
      user_id: userId,
      identifier: `${userId}@x.example`,
      first_name: null,
      last_name: null,
    },
    created_at: timestamp,
    updated_at: timestamp,
  };
  return { type: `organizationMembership.${verb}`, timestamp, data };
}

function organizationData(id: string, name: string) {
  return { object: "organization", id, name, slug: null, created_at: 1000, updated_at: 1000 };
}

type Signing = {
  readonly id?: string;
  /** A moment by the real clock; now if not given. */
  readonly atMs?: number;
  readonly secret?: string;
};

let sent = 0;

/** A request as Svix sends that body, signed with the site's own secret unless told otherwise. */
export async function webhookRequest(site: Site, body: unknown, signing: Signing = {}) {
  sent += 1;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = await svixHeaders({
    id: signing.id ?? `msg_sent${sent}`,
    body: text,
    atMs: signing.atMs ?? Date.now(),
    secret: signing.secret ?? site.settings["CLERK_WEBHOOK_SIGNING_SECRET"] ?? "",
  });
  return { method: "POST", headers, body: text };
}

export async function sendWebhook(site: Site, body: unknown, signing: Signing = {}) {
  return site.fetch("/api/webhooks/clerk", await webhookRequest(site, body, signing));
}

/** A number in [0, 1) after the other, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const [one, two] = [order[at], order[other]];
    if (one === undefined || two === undefined) continue;
    order[at] = two;
    order[other] = one;
  }
  return order;
}
