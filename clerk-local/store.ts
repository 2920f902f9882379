import { DurableObject } from "cloudflare:workers";
import type { Asked } from "./asked.ts";
import { type Configuration, configure } from "./configuration.ts";
import * as controls from "./controls.ts";
import { type NewPerson, seed } from "./directory.ts";
import { dispatch, type Situation } from "./dispatch.ts";
import { type Fault, faultFor, setFault } from "./faults.ts";
import { type Instance, readInstance, type Settings } from "./instance.ts";
import { deleteOrganization, removeMember, type Seat } from "./organizations.ts";
import type { FaultRecord, RequestEntry } from "./records.ts";
import { ROUTES } from "./routes/table.ts";
import { CAST } from "./seed.ts";
import type { Json } from "./session-token.ts";
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

  reset(): void {
    this.#tables.clear();
    seed(this.#tables, CAST);
  }

  mark(): void {
    this.#tables.mark();
  }

  goBack(): void {
    this.#tables.goBack();
  }

  async sessionFor(wanted: controls.WantedSession) {
    return controls.sessionFor(await this.#situation(), wanted);
  }

  async tokenFor(wanted: controls.WantedToken) {
    return controls.tokenFor(await this.#situation(), wanted);
  }

  async revokeSession(sessionId: string) {
    controls.revokeSession(await this.#situation(), sessionId);
  }

  async rotateKey(keepsFirst: boolean) {
    controls.rotateKey(await this.#situation(), keepsFirst);
  }

  async mint(claims: Json, header: Json) {
    return controls.mint(await this.#situation(), claims, header);
  }

  async advanceClock(milliseconds: number) {
    controls.advanceClock(await this.#situation(), milliseconds);
  }

  configure(changes: Partial<Configuration>): void {
    configure(this.#tables, changes);
  }

  setFault(fault: Fault | null): void {
    setFault(this.#tables, fault);
  }

  faultFor(request: Asked): FaultRecord | null {
    return faultFor(this.#tables, request);
  }

  async createPerson(person: NewPerson) {
    return controls.createPerson(await this.#situation(), person);
  }

  async createOrganization(wanted: controls.NewOrganization) {
    return controls.createOrganization(await this.#situation(), wanted);
  }

  async renameOrganization(renaming: controls.Renaming) {
    return controls.renameOrganization(await this.#situation(), renaming);
  }

  deleteOrganization(orgId: string): void {
    deleteOrganization(this.#tables, orgId);
  }

  async addMember(appointment: controls.Appointment) {
    return controls.addMember(await this.#situation(), appointment);
  }

  async setRole(appointment: controls.Appointment) {
    return controls.setRole(await this.#situation(), appointment);
  }

  removeMember(seat: Seat) {
    return removeMember(this.#tables, seat);
  }

  async lastCodeFor(email: string) {
    return controls.lastCodeFor(await this.#situation(), email);
  }

  requests(): RequestEntry[] {
    return this.#tables.requests();
  }

  addRequest(entry: RequestEntry): void {
    this.#tables.addRequest(entry);
  }

  clearRequests(): void {
    this.#tables.clearRequests();
  }

  async #situation(): Promise<Situation> {
    const instance = await this.#instance;
    const realMs = Date.now();
    const offsetMs = this.#tables.clocks.get("clock")?.offsetMs ?? 0;
    return { tables: this.#tables, instance, clock: { realMs, nowMs: realMs + offsetMs } };
  }
}
