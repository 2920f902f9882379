import { DurableObject } from "cloudflare:workers";
import type { Asked } from "./asked.ts";
import type { Clock } from "./clock.ts";
import { answerConsole } from "./console/console.ts";
import { control } from "./controls/table.ts";
import { Courier } from "./courier.ts";
import { seed } from "./directory.ts";
import { dispatch, type Situation } from "./dispatch.ts";
import { type Cause, causeOf, eventsOf, NOBODY } from "./events.ts";
import { faultFor } from "./faults.ts";
import { isForConsole } from "./guard.ts";
import { type Instance, readInstance, type Settings } from "./instance.ts";
import type { FaultRecord, RequestEntry } from "./records.ts";
import { ROUTES } from "./routes/table.ts";
import { CAST } from "./seed.ts";
import { Tables } from "./tables.ts";

/** The one Durable Object: holds the state and answers both APIs from it, one request after the other. */
export class Store extends DurableObject<Settings> {
  readonly #tables: Tables;
  readonly #instance: Promise<Instance>;
  readonly #courier: Courier;

  constructor(context: DurableObjectState, settings: Settings) {
    super(context, settings);
    this.#tables = new Tables(context.storage.sql);
    this.#instance = readInstance(settings);
    const office = { tables: this.#tables, instance: this.#instance, readClock: () => this.#readClock() };
    this.#courier = new Courier(office);
    if (this.#tables.isEmpty()) seed(this.#tables, CAST);
  }

  override async fetch(request: Request): Promise<Response> {
    return this.#during(causeOf(request), (situation) =>
      isForConsole(request) ? answerConsole(request, situation) : dispatch(request, ROUTES, situation),
    );
  }

  /** Does what a test wants; see controls/table.ts. */
  async control(name: string, args: readonly unknown[]): Promise<string> {
    return this.#during(NOBODY, (situation) => control(situation, name, args));
  }

  /** Webhooks that are due. */
  override async alarm(): Promise<void> {
    await this.#courier.deliverDue();
    await this.#setAlarm();
  }

  faultFor(request: Asked): FaultRecord | null {
    return faultFor(this.#tables, request);
  }

  addRequest(entry: RequestEntry): void {
    this.#tables.addRequest(entry);
  }

  /** Acts, and hands over what it has changed to be told: the one place where events come from. */
  async #during<Answer>(
    cause: Cause,
    act: (situation: Situation) => Promise<Answer> | Answer,
  ): Promise<Answer> {
    const clock = this.#readClock();
    const tables = this.#tables;
    const situation = { tables, instance: await this.#instance, clock, courier: this.#courier };
    try {
      return await act(situation);
    } finally {
      const changes = tables.changes.take();
      if (changes.length > 0) await this.#courier.take(eventsOf(situation, changes, cause));
      await this.#setAlarm();
    }
  }

  async #setAlarm(): Promise<void> {
    const dueAtMs = await this.#courier.nextDueAtMs();
    if (dueAtMs === null) return;
    const { nowMs, realMs } = this.#readClock();
    await this.ctx.storage.setAlarm(dueAtMs - nowMs + realMs);
  }

  #readClock(): Clock {
    const realMs = Date.now();
    const offsetMs = this.#tables.clocks.get("clock")?.offsetMs ?? 0;
    return { realMs, nowMs: realMs + offsetMs };
  }
}
