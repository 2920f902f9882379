import { WorkerEntrypoint } from "cloudflare:workers";
import { type Asked, askedOf } from "./asked.ts";
import { refusalResponse } from "./errors.ts";
import { type Fault, faultyAnswer, holdBack } from "./faults.ts";
import { isForConsole, refuseForeignHost } from "./guard.ts";
import type { Settings } from "./instance.ts";
import { answerScript } from "./routes/scripts.ts";
import type { Store } from "./store.ts";

export { Store } from "./store.ts";

export type Bindings = Settings & {
  readonly STORE: DurableObjectNamespace<Store>;
  readonly SCRIPTS: Fetcher;
};

/**
 * The Worker. By HTTP it is Clerk: scripts here, both APIs in the Store (routes/table.ts), and beside them the
 * developers' console, which no fault touches and no log names. By RPC it is what
 * tests steer it with; no HTTP request reaches `control`.
 */
export default class ClerkLocal extends WorkerEntrypoint<Bindings> {
  override async fetch(request: Request): Promise<Response> {
    const refusal = refuseForeignHost(request);
    if (refusal !== null) return refusalResponse(refusal);
    if (isForConsole(request)) return this.#store.fetch(request);
    const asked = askedOf(request);
    using fault = await this.#store.faultFor(asked);
    if (fault === null) return this.#answer(request, asked);
    return this.#answerFaulty(request, asked, fault);
  }

  /** Does what a test wants; see controls/table.ts. */
  async control(name: string, args: readonly unknown[]): Promise<string> {
    return this.#store.control(name, args);
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
