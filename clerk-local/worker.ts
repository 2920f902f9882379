import { WorkerEntrypoint } from "cloudflare:workers";
import type { Appointment, BrowserSession, NewOrganization, WantedSession } from "./controls.ts";
import type { NewPerson } from "./directory.ts";
import { refusalResponse } from "./errors.ts";
import { refuseForeignHost } from "./guard.ts";
import type { Settings } from "./instance.ts";
import type { Seat } from "./organizations.ts";
import type { MembershipRecord, OrganizationRecord, PersonRecord, RequestEntry } from "./records.ts";
import { answerScript, isScriptPath } from "./routes/scripts.ts";
import type { Json } from "./session-token.ts";
import type { Store } from "./store.ts";

export { Store } from "./store.ts";

export type Bindings = Settings & {
  readonly STORE: DurableObjectNamespace<Store>;
  readonly SCRIPTS: Fetcher;
};

/**
 * The Worker. By HTTP it is Clerk: scripts here, both APIs in the Store (routes/table.ts). By RPC it is what
 * tests steer it with; no HTTP request reaches these methods.
 */
export default class ClerkLocal extends WorkerEntrypoint<Bindings> {
  override async fetch(request: Request): Promise<Response> {
    const refusal = refuseForeignHost(request);
    if (refusal !== null) return refusalResponse(refusal);
    const path = new URL(request.url).pathname;
    if (!isScriptPath(path)) return this.#store.fetch(request);
    const response = await answerScript(request, this.env.SCRIPTS);
    const { method } = request;
    await this.#store.addRequest({ api: "script", method, path, status: response.status, atMs: Date.now() });
    return response;
  }

  /** Back to the seeded cast: nobody signed in, no requests remembered, the clock right. */
  async reset(): Promise<void> {
    await this.#store.reset();
  }

  /** Signs a person in with a browser of their own. */
  async sessionFor(wanted: WantedSession): Promise<BrowserSession> {
    return this.#store.sessionFor(wanted);
  }

  /** A token with the instance's signature and whatever claims and header a test wants. */
  async mint(claims: Json = {}, header: Json = {}): Promise<string> {
    return this.#store.mint(claims, header);
  }

  /** Moves the stand-in's own clock: codes, nonces and sessions expire. Tokens keep to the real clock. */
  async advanceClock(milliseconds: number): Promise<void> {
    await this.#store.advanceClock(milliseconds);
  }

  /** Every request since the last reset or clearing, oldest first. */
  async requests(): Promise<RequestEntry[]> {
    return this.#store.requests();
  }

  async clearRequests(): Promise<void> {
    await this.#store.clearRequests();
  }

  async createPerson(person: NewPerson): Promise<PersonRecord> {
    return this.#store.createPerson(person);
  }

  async createOrganization(wanted: NewOrganization): Promise<OrganizationRecord> {
    return this.#store.createOrganization(wanted);
  }

  async addMember(appointment: Appointment): Promise<MembershipRecord> {
    return this.#store.addMember(appointment);
  }

  async removeMember(seat: Seat): Promise<MembershipRecord> {
    return this.#store.removeMember(seat);
  }

  async setRole(appointment: Appointment): Promise<MembershipRecord> {
    return this.#store.setRole(appointment);
  }

  /** The last code sent to that address that is not used up. */
  async lastCodeFor(email: string): Promise<string | null> {
    return this.#store.lastCodeFor(email);
  }

  get #store(): DurableObjectStub<Store> {
    return this.env.STORE.get(this.env.STORE.idFromName("store"));
  }
}
