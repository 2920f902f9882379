import { existsSync } from "node:fs";
import type { Miniflare } from "miniflare";
import type ClerkLocal from "#clerk-local/worker.ts";

/** The methods by which tests steer the stand-in. */
export type ClerkControl = {
  [Name in ControlName]: (
    ...args: Parameters<ClerkLocal[Name]>
  ) => Promise<Awaited<ReturnType<ClerkLocal[Name]>>>;
};

const NAMES = [
  "reset",
  "sessionFor",
  "mint",
  "advanceClock",
  "requests",
  "clearRequests",
  "createPerson",
  "createOrganization",
  "addMember",
  "removeMember",
  "setRole",
  "lastCodeFor",
] as const satisfies readonly (keyof ClerkLocal)[];
type ControlName = (typeof NAMES)[number];

/** Turns a request into a call, since Miniflare passes requests from Node to a Worker, but not calls. */
export const CONTROL_SCRIPT = `export default {
  async fetch(request, env) {
    const { name, args } = await request.json();
    return Response.json({ value: await env.CLERK_LOCAL[name](...args) });
  }
}`;

export function controlOf(miniflare: Miniflare): ClerkControl {
  const call =
    (name: ControlName) =>
    async (...args: unknown[]) => {
      const worker = await miniflare.getWorker("control");
      const answer = await worker.fetch("http://control.test/", {
        method: "POST",
        body: JSON.stringify({ name, args }),
      });
      if (!answer.ok) throw new Error(`clerk-local.${name}: ${await answer.text()}`);
      const { value } = (await answer.json()) as { value: unknown };
      return value;
    };
  // One entry for each of the names that the type is made of; what comes back is JSON of what was answered.
  return Object.fromEntries(NAMES.map((name) => [name, call(name)])) as unknown as ClerkControl;
}

/** Where the stand-in's bundle is, made once for all suites by build-clerk-local.ts. */
export const BUNDLE = ".wrangler/test/clerk-local/worker.js";

export function requireBundle(): string {
  if (existsSync(BUNDLE)) return BUNDLE;
  throw new Error(`there is no ${BUNDLE}: vitest's global setup makes it`);
}
