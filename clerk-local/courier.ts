import type { WebhookEvent } from "@clerk/backend/webhooks";
import type { Clock } from "./clock.ts";
import { configurationOf } from "./configuration.ts";
import { newId } from "./ids.ts";
import type { Instance } from "./instance.ts";
import type { DeliveryRecord, MessageRecord } from "./webhook-records.ts";
import { isSuccess, RETRY_DELAYS_MS, send } from "./svix.ts";
import type { Tables } from "./tables.ts";

type Office = {
  readonly tables: Tables;
  readonly instance: Promise<Instance>;
  /** Read before and after every attempt, which takes time. */
  readonly readClock: () => Clock;
};

/**
 * Carries webhooks to the site, one attempt after the other in the order of what happened; what fails is tried
 * again by the stand-in's clock (svix.ts). Whoever causes an event does not wait for it.
 */
export class Courier {
  readonly #office: Office;
  /** The rounds that were asked for, each of which begins when the one before it has ended. */
  #rounds: Promise<void> = Promise.resolve();

  constructor(office: Office) {
    this.#office = office;
  }

  /** Keeps the events; they are due at once where an endpoint is set, and never where there is none. */
  async take(events: readonly WebhookEvent[]): Promise<void> {
    const { tables } = this.#office;
    const endpoint = await this.#endpoint();
    for (const event of events) {
      const { id: messageId } = tables.messages.add({ id: newId("msg"), event, attempts: [] });
      if (endpoint === null) continue;
      tables.deliveries.put({ id: newId("dlv"), messageId, failures: 0, dueAtMs: event.timestamp });
    }
  }

  /** When the next attempt is due by the stand-in's clock; null where nothing goes out by itself. */
  async nextDueAtMs(): Promise<number | null> {
    const { tables } = this.#office;
    const waiting = tables.deliveries.all().map(({ dueAtMs }) => dueAtMs);
    if (waiting.length === 0 || configurationOf(tables).webhooksHeld) return null;
    return (await this.#endpoint()) === null ? null : Math.min(...waiting);
  }

  /** Makes every attempt that is due, and those that become due meanwhile. */
  deliverDue(): Promise<void> {
    return this.#inTurn(async () => {
      for (let due = await this.#due(); due.length > 0; due = await this.#due()) {
        for (const delivery of due) await this.#deliver(delivery);
      }
    });
  }

  /**
   * Sends these messages, due or not, delivered or not, as often as they are named: in that order, or all at once.
   * Throws on an id that is none, and where no endpoint is set.
   */
  deliverNow(messageIds: readonly string[], { atOnce }: { readonly atOnce: boolean }): Promise<void> {
    const { tables } = this.#office;
    return this.#inTurn(async () => {
      const endpoint = await this.#endpoint();
      if (endpoint === null) throw new Error("clerk-local: there is no endpoint that webhooks could go to.");
      const messages = messageIds.map((id) => messageOf(tables, id));
      if (atOnce) await Promise.all(messages.map((message) => this.#attempt(endpoint, message)));
      else for (const message of messages) await this.#attempt(endpoint, message);
    });
  }

  #inTurn(round: () => Promise<void>): Promise<void> {
    const ended = this.#rounds.then(round);
    this.#rounds = ended.catch(() => {});
    return ended;
  }

  /** In the order of what happened; none where no endpoint is set. */
  async #due(): Promise<DeliveryRecord[]> {
    if ((await this.#endpoint()) === null) return [];
    const { tables, readClock } = this.#office;
    const { nowMs } = readClock();
    return tables.deliveries.all().filter(({ dueAtMs }) => dueAtMs <= nowMs);
  }

  /** The attempt, and what follows from its failure. What was reset or switched off meanwhile is left alone. */
  async #deliver({ id, messageId, failures }: DeliveryRecord): Promise<void> {
    const { tables, readClock } = this.#office;
    const endpoint = await this.#endpoint();
    if (endpoint === null || tables.deliveries.get(id) === null) return;
    const message = tables.messages.get(messageId);
    const delayMs = RETRY_DELAYS_MS[failures];
    if (message !== null && (await this.#attempt(endpoint, message))) return;
    const isWaiting = message !== null && delayMs !== undefined && tables.deliveries.get(id) !== null;
    if (!isWaiting) tables.deliveries.remove(id);
    else {
      const dueAtMs = readClock().nowMs + delayMs;
      tables.deliveries.put({ id, messageId, failures: failures + 1, dueAtMs });
    }
  }

  /** Whether the site took it; then nothing waits for it any more. */
  async #attempt(endpoint: string, { id, event }: MessageRecord): Promise<boolean> {
    const { tables, readClock } = this.#office;
    const { webhookSecret: secret } = await this.#office.instance;
    const { nowMs, realMs } = readClock();
    const status = await send(endpoint, { id, body: JSON.stringify(event), atMs: realMs, secret });
    const message = tables.messages.get(id);
    if (message === null) return true;
    tables.messages.replace({ ...message, attempts: [...message.attempts, { atMs: nowMs, status }] });
    if (!isSuccess(status)) return false;
    for (const delivery of tables.deliveries.where({ messageId: id })) tables.deliveries.remove(delivery.id);
    return true;
  }

  async #endpoint(): Promise<string | null> {
    const { webhookEndpoint } = configurationOf(this.#office.tables);
    return webhookEndpoint ?? (await this.#office.instance).webhookEndpoint;
  }
}

function messageOf(tables: Tables, id: string): MessageRecord {
  const message = tables.messages.get(id);
  if (message === null) throw new Error(`clerk-local: there is no webhook ${id}.`);
  return message;
}
