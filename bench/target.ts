import { readFileSync } from "node:fs";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { clerkLocalWorkers } from "#test/support/clerk-local.ts";
import { migrate } from "#test/support/migrations.ts";
import { modulesOf } from "#test/support/modules.ts";
import { childProcesses } from "./process-cpu.ts";

export type MeasuredPage = {
  readonly path: string;
  /** How often it names a task: an answer that does otherwise is not the page. */
  readonly tasks: number;
};

/** A Worker to measure. */
export type Target = {
  readonly rival: "bare" | "site" | "dashboard" | "without-clerk" | "article";
  readonly name: string;
  readonly page: MeasuredPage;
  /** Where its modules are. */
  readonly folder: string;
  readonly bindings: Readonly<Record<string, string>>;
  /** Whether it asks Clerk: its calls end at clerk-local, or at answers of clerk-local remembered. */
  readonly outbound: "clerk-local" | "remembered";
  /** The settings of the clerk-local beside it. */
  readonly local: Readonly<Record<string, string>>;
};

export type RunningTarget = Target & {
  /** `http://127.0.0.1:<port>`: workerd itself, with no proxy and no assets router before the Worker. */
  readonly address: string;
  /** workerd's; null where the system does not say. */
  readonly processId: number | null;
  readonly miniflare: Miniflare;
};

const COMPATIBILITY_DATE = "2026-10-12";

/** Two organizations' worth, so that the page has exactly fifty tasks. */
const SEED = { organizations: 2, tasks: 100 };

/** A workerd of its own for the target, with a D1 of its own, migrated and seeded. */
export async function startTarget(target: Target, { tapped = false } = {}): Promise<RunningTarget> {
  const before = childProcesses();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      workers: [siteWorker(target, tapped), ...clerkLocalWorkers(target.local), rememberingWorker()],
    }),
  );
  const database = await miniflare.getD1Database("DB", "site");
  await migrate(database);
  await loadTables(database, seedRows(SEED), () => {});
  const { origin: address } = await miniflare.unsafeGetDirectURL("site");
  const started = childProcesses().filter((id) => !before.includes(id));
  return { ...target, address, processId: started[0] ?? null, miniflare };
}

function siteWorker({ folder, bindings, outbound }: Target, tapped: boolean) {
  return {
    name: "site",
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: ["nodejs_compat"],
    modulesRoot: folder,
    modules: modulesOf(folder, { tapped }),
    bindings: { ...bindings, ...(tapped && { TAP_COUNTS: "yes" }) },
    d1Databases: { DB: "site" },
    ratelimits: {
      CLERK_CALLS: { namespace_id: "1", simple: { limit: 1_000_000, period: 10 as const } },
      API_WRITES: { namespace_id: "2", simple: { limit: 1_000_000, period: 60 as const } },
    },
    outboundService: outbound,
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  };
}

/** clerk-local's answers, each asked for once: its own work is not charged to who asks. */
function rememberingWorker() {
  return {
    name: "remembered",
    compatibilityDate: COMPATIBILITY_DATE,
    modules: true as const,
    script: readFileSync("bench/remembered.mjs", "utf8"),
    serviceBindings: { CLERK_LOCAL: "clerk-local" },
  };
}
