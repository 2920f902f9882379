import type { WebhookEvent } from "@clerk/backend/webhooks";

/** A webhook, called a message by Svix; its id is `svix-id`, the same with every attempt. */
export type MessageRecord = {
  readonly id: string;
  readonly event: WebhookEvent;
  /** Oldest first. */
  readonly attempts: readonly AttemptRecord[];
};

export type AttemptRecord = {
  readonly atMs: number;
  /** Null where no answer came. */
  readonly status: number | null;
};

/** The next attempt at a message. */
export type DeliveryRecord = {
  readonly id: string;
  readonly messageId: string;
  /** How many attempts have failed. */
  readonly failures: number;
  readonly dueAtMs: number;
};
