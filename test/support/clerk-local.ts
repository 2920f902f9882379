import { existsSync } from "node:fs";
import type { Miniflare, Request as MiniflareRequest, Response as MiniflareResponse } from "miniflare";
import { clerkScripts } from "#scripts/local/clerk-scripts.ts";
import { fetchAlone } from "#test/support/direct-fetch.ts";
import { filesWorker } from "#test/support/files-worker.ts";
import { CONTROLS, type ControlName, type Controls } from "#clerk-local/controls/table.ts";

/** Turns a request into a call. Miniflare passes calls too, and stops this process during each. */
const CONTROL_SCRIPT = `export default {
  async fetch(request, env) {
    const { name, args } = await request.json();
    try {
      return new Response(await env.CLERK_LOCAL.control(name, args));
    } catch ({ message }) {
      return new Response(message, { status: 500 });
    }
  }
}`;

/** Answers what clerk-local sends out, which is webhooks and nothing else. */
export type Receive = (request: MiniflareRequest, miniflare: Miniflare) => Promise<MiniflareResponse>;

/**
 * Workers for Miniflare: `clerk-local`, with the values that the site gets, what browsers load from it, and what
 * `controlOf` calls it through. Without `receive`, webhooks go where their endpoint says.
 */
export function clerkLocalWorkers(settings: Record<string, string | undefined>, receive?: Receive) {
  return [
    {
      name: "clerk-local",
      compatibilityDate: "2026-10-12",
      modules: [{ type: "ESModule" as const, path: requireBundle() }],
      bindings: {
        PUBLISHABLE_KEY: settings["PUBLIC_CLERK_PUBLISHABLE_KEY"] ?? "",
        SECRET_KEY: settings["CLERK_SECRET_KEY"] ?? "",
        APP_ORIGIN: settings["APP_ORIGIN"] ?? "",
        WEBHOOK_SIGNING_SECRET: settings["CLERK_WEBHOOK_SIGNING_SECRET"] ?? "",
      },
      durableObjects: { STORE: { className: "Store", useSQLite: true } },
      serviceBindings: { SCRIPTS: "scripts" },
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      ...(receive !== undefined && { outboundService: receive }),
    },
    filesWorker("scripts", clerkScripts()),
    {
      name: "control",
      compatibilityDate: "2026-10-12",
      modules: true as const,
      script: CONTROL_SCRIPT,
      serviceBindings: { CLERK_LOCAL: "clerk-local" },
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    },
  ];
}

/** Where the stand-in can be reached from outside of workerd. */
export async function clerkLocalUrl(miniflare: Miniflare): Promise<string> {
  return (await miniflare.unsafeGetDirectURL("clerk-local")).origin;
}

export function controlOf(miniflare: Miniflare): Controls {
  return controlsBy(async (name, args) => {
    const url = await miniflare.unsafeGetDirectURL("control");
    const answer = await fetchAlone(url, { method: "POST", body: JSON.stringify({ name, args }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`clerk-local.${name}: ${text}`);
    return text;
  });
}

/** The stand-in's controls, by whichever way a call reaches it. */
export function controlsBy(call: (name: ControlName, args: unknown[]) => Promise<string>): Controls {
  const names = Object.keys(CONTROLS) as ControlName[];
  const bound = names.map((name) => [
    name,
    async (...args: unknown[]): Promise<unknown> => JSON.parse(await call(name, args)),
  ]);
  // One entry for each of the names that the type is made of; what comes back is JSON of what was answered.
  return Object.fromEntries(bound) as Controls;
}

/** Where the stand-in's bundle is; made once for all suites by build-clerk-local.ts. */
const BUNDLE = ".wrangler/test/clerk-local/worker.js";

function requireBundle(): string {
  if (existsSync(BUNDLE)) return BUNDLE;
  throw new Error(`there is no ${BUNDLE}: vitest's global setup makes it`);
}
