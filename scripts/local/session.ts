import { CAST, CAST_PASSWORD } from "#clerk-local/seed.ts";
import { migrateLocal } from "#scripts/local/database.ts";
import { keepSchedule } from "#scripts/local/schedule.ts";
import {
  startClerkLocal,
  startExternalApi,
  untilOneEnds,
  untilReady,
  type Server,
} from "#scripts/local/servers.ts";
import { portsFrom, refuseBusyPorts, siteSettings, type Ports } from "#scripts/local/settings.ts";
import { seedLocal } from "#scripts/seed/load.ts";

type StartSite = (ports: Ports, settings: Record<string, string>) => Server;

/**
 * A run of the site beside clerk-local, until Ctrl-C: ports, migrations, seed, the servers, one address.
 * `prepare` comes after the ports are known to be free.
 */
export async function localSession(
  args: readonly string[],
  startSite: StartSite,
  prepare: () => Promise<void>,
): Promise<void> {
  const ports = portsFrom(args);
  await refuseBusyPorts(Object.values(ports));
  const settings = siteSettings(ports);
  await prepare();
  await step("Migrating the local database", () => migrateLocal());
  await step("Seeding it", () => seedLocal({ organizations: 2, tasks: 24 }, () => {}));
  const site = startSite(ports, settings);
  const servers = [startClerkLocal(ports), startExternalApi(ports, settings), site];
  await step("Starting the site, clerk-local and external-api", () => Promise.all(servers.map(untilReady)));
  for (const { show } of servers) show();
  keepSchedule(site);
  greet(ports);
  await untilOneEnds(servers);
}

export async function step(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAtMs = Date.now();
  process.stdout.write(`${what} … `);
  await work().catch((error: unknown) => {
    console.log("failed");
    throw error;
  });
  console.log(`${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
}

function greet(ports: Ports): void {
  const nameOf = new Map(CAST.organizations.map(({ id, name }) => [id, name]));
  const people = CAST.people.map(({ id, email }) => {
    const roles = CAST.memberships
      .filter(({ userId }) => userId === id)
      .map(({ orgId, role }) => `${role.slice("org:".length)} in ${nameOf.get(orgId) ?? orgId}`);
    return `  ${email.padEnd(24)} ${roles.join(", ") || "in no organization"}`;
  });
  console.log(
    [
      "",
      `Open http://localhost:${ports.site}`,
      "",
      `Who is there, mail and webhooks: http://127.0.0.1:${ports.clerkLocal}`,
      `Sign in with the password "${CAST_PASSWORD}" as`,
      ...people,
      "",
      "A code that is sent by e-mail is shown here. Ctrl-C ends it; what you do stays in .wrangler/state.",
    ].join("\n"),
  );
}
