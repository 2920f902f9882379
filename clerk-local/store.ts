import { DurableObject } from "cloudflare:workers";
import type { Asked } from "./asked.ts";
import { control } from "./controls/table.ts";
import { seed } from "./directory.ts";
import { dispatch, type Situation } from "./dispatch.ts";
import { faultFor } from "./faults.ts";
import { type Instance, readInstance, type Settings } from "./instance.ts";
import type { FaultRecord, RequestEntry } from "./records.ts";
import { ROUTES } from "./routes/table.ts";
import { CAST } from "./seed.ts";
import { Tables } from "./tables.ts";

/** The one Durable Object: holds the state and answers both APIs from it, one request after the other. */
export class Store extends DurableObject<Settings> {
  readonly #tables: Tables;
  readonly #instance: Promise<Instance>;

  constructor(context: DurableObjectState, settings: Settings) {
    super(context, settings);
    this.#tables = new Tables(context.storage.sql);
    this.#instance = readInstance(settings);
    if (this.#tables.isEmpty()) seed(this.#tables, CAST);
  }

  override async fetch(request: Request): Promise<Response> {
    return dispatch(request, ROUTES, await this.#situation());
  }

  /** Does what a test wants; see controls/table.ts. */
  async control(name: string, args: readonly unknown[]): Promise<string> {
    return control(await this.#situation(), name, args);
  }

  faultFor(request: Asked): FaultRecord | null {
    return faultFor(this.#tables, request);
  }

  addRequest(entry: RequestEntry): void {
    this.#tables.addRequest(entry);
  }

  async #situation(): Promise<Situation> {
    const instance = await this.#instance;
    const realMs = Date.now();
    const offsetMs = this.#tables.clocks.get("clock")?.offsetMs ?? 0;
    return { tables: this.#tables, instance, clock: { realMs, nowMs: realMs + offsetMs } };
  }
}
