import { WorkerEntrypoint } from "cloudflare:workers";
import { type Asked, askedOf } from "./asked.ts";
import type { Configuration } from "./configuration.ts";
import type {
  Appointment,
  BrowserSession,
  NewOrganization,
  Renaming,
  WantedSession,
  WantedToken,
} from "./controls.ts";
import type { NewPerson } from "./directory.ts";
import { refusalResponse } from "./errors.ts";
import { type Fault, faultyAnswer, holdBack } from "./faults.ts";
import { refuseForeignHost } from "./guard.ts";
import type { Settings } from "./instance.ts";
import type { Seat } from "./organizations.ts";
import type { MembershipRecord, OrganizationRecord, PersonRecord, RequestEntry } from "./records.ts";
import { answerScript } from "./routes/scripts.ts";
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
    const asked = askedOf(request);
    const fault = await this.#store.faultFor(asked);
    if (fault === null) return this.#answer(request, asked);
    return this.#answerFaulty(request, asked, fault);
  }

  /** Back to the seeded cast: nobody signed in, no requests remembered, the clock right. */
  async reset(): Promise<void> {
    await this.#store.reset();
  }

  /** Keeps what is stored now, for `goBack`. */
  async mark(): Promise<void> {
    await this.#store.mark();
  }

  /** Back to what was stored at the last mark: tokens and cookies from before are good again. */
  async goBack(): Promise<void> {
    await this.#store.goBack();
  }

  /** Signs a person in with a browser of their own. */
  async sessionFor(wanted: WantedSession): Promise<BrowserSession> {
    return this.#store.sessionFor(wanted);
  }

  /** Another token of that session: aged, or forged in exactly what is named. */
  async tokenFor(wanted: WantedToken): Promise<string> {
    return this.#store.tokenFor(wanted);
  }

  /** A new name or slug; the old slug is free. */
  async renameOrganization(renaming: Renaming): Promise<OrganizationRecord> {
    return this.#store.renameOrganization(renaming);
  }

  /** The organization, its memberships, and every session's choice of it. */
  async deleteOrganization(orgId: string): Promise<void> {
    await this.#store.deleteOrganization(orgId);
  }

  /** Ends a session from outside; its token stays good until it expires. */
  async revokeSession(sessionId: string): Promise<void> {
    await this.#store.revokeSession(sessionId);
  }

  /** Signs with the second key until a reset. */
  async rotateKey({ keepsFirst = false }: { readonly keepsFirst?: boolean } = {}): Promise<void> {
    await this.#store.rotateKey(keepsFirst);
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

  /** Sets what the owner of an instance sets in Clerk's dashboard; what is not named stays. */
  async configure(changes: Partial<Configuration>): Promise<void> {
    await this.#store.configure(changes);
  }

  /** Answers that API, or what lies below a path of it, wrongly from now on; null ends every fault. */
  async fault(fault: Fault | null): Promise<void> {
    await this.#store.setFault(fault);
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

  /** The Store counts its own requests; scripts never come to it. */
  async #answer(request: Request, asked: Asked): Promise<Response> {
    if (asked.api !== "script") return this.#store.fetch(request);
    const response = await answerScript(request, this.env.SCRIPTS);
    await this.#store.addRequest({ ...asked, status: response.status, atMs: Date.now() });
    return response;
  }

  /** Here and not in the Store, so that a request that hangs keeps no other one waiting. */
  async #answerFaulty(request: Request, asked: Asked, fault: Fault): Promise<Response> {
    if (fault.kind === "slow") {
      await holdBack(fault, request.signal);
      return this.#answer(request, asked);
    }
    // See readFields: an answer that comes before the end of the body drops the connection.
    await request.arrayBuffer();
    const response = faultyAnswer(fault);
    await this.#store.addRequest({ ...asked, status: response?.status ?? null, atMs: Date.now() });
    if (response !== null) return response;
    if (fault.kind === "hang") await holdBack(fault, request.signal);
    // What workerd says where nobody listens.
    throw new Error("Network connection lost.");
  }

  get #store(): DurableObjectStub<Store> {
    return this.env.STORE.get(this.env.STORE.idFromName("store"));
  }
}
