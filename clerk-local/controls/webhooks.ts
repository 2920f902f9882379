import type { Situation } from "#clerk-local/dispatch.ts";
import type { MessageRecord } from "#clerk-local/state/webhook-records.ts";
import { isSuccess } from "#clerk-local/webhooks/svix.ts";

export type Webhook = MessageRecord & {
  /** `unsent`: no endpoint was set when it happened. `failed`: no further attempt will be made. */
  readonly state: "unsent" | "waiting" | "delivered" | "failed";
  /** When the next attempt is due, by the stand-in's clock; null when none is. */
  readonly dueAtMs: number | null;
};

export type WantedDelivery = {
  /** `svix-id`s. One that is named twice is sent twice. */
  readonly ids: readonly string[];
  /** Without waiting for the one before. */
  readonly atOnce?: boolean;
};

/** Every event since the last reset, oldest first, with what became of it. */
export function webhooks({ tables }: Situation): Webhook[] {
  const dueAt = new Map(tables.deliveries.all().map(({ messageId, dueAtMs }) => [messageId, dueAtMs]));
  return tables.messages.all().map((message) => {
    const dueAtMs = dueAt.get(message.id) ?? null;
    return { ...message, dueAtMs, state: stateOf(message, dueAtMs) };
  });
}

/**
 * Makes every attempt that is due, in the order of what happened; or sends exactly the webhooks that are named, in
 * their order, whatever has become of them before: to replay, duplicate, delay or reorder. Answers when all of it
 * has been answered, also while webhooks are held.
 */
export async function deliverWebhooks({ courier }: Situation, wanted?: WantedDelivery): Promise<void> {
  if (wanted === undefined) await courier.deliverDue();
  else await courier.deliverNow(wanted.ids, { atOnce: wanted.atOnce ?? false });
}

function stateOf({ attempts }: MessageRecord, dueAtMs: number | null): Webhook["state"] {
  if (attempts.some(({ status }) => isSuccess(status))) return "delivered";
  if (dueAtMs !== null) return "waiting";
  return attempts.length === 0 ? "unsent" : "failed";
}
