import { verifyWebhook } from "@clerk/astro/webhooks";
import { factOf, isMoment, type WebhookFact } from "#src/clerk/webhook-fact.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** One of Clerk's events, verified. */
export type Webhook = {
  /** `svix-id`: the same however often the event is sent. */
  readonly id: string;
  readonly type: string;
  /** When it happened, by Clerk's clock, in milliseconds. */
  readonly atMs: number;
  /** Null where an event of that type means nothing here. */
  readonly fact: WebhookFact | null;
};

/**
 * `unverified`: not signed by Clerk, or signed more than five minutes ago. `unreadable`: signed, and not what an event
 * of its type must be.
 */
export type WebhookFault = "unverified" | "unreadable";

/**
 * The event that a request brings. The secret is handed over: the SDK looks for it where a Worker's settings are not
 * (clerk/javascript#8197).
 */
export async function readWebhook(
  request: Request,
  signingSecret: string,
): Promise<Result<Webhook, WebhookFault>> {
  // What was signed, and not what the types make of it: a signed `[]` is verified as well.
  let event: { readonly type: unknown; readonly timestamp: unknown; readonly data: unknown };
  try {
    event = await verifyWebhook(request, { signingSecret });
  } catch {
    return fail("unverified");
  }
  const id = request.headers.get("svix-id")?.trim() ?? "";
  const { type, timestamp: atMs, data } = event;
  if (typeof type !== "string" || !isMoment(atMs)) return fail("unreadable");
  const fact = factOf(type, data);
  return fact === null ? fail("unreadable") : ok({ id, type, atMs, fact: fact === "none" ? null : fact });
}
