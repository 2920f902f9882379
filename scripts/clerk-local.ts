import { main } from "#scripts/local/commands.ts";
import { startClerkLocal, untilOneEnds, untilReady } from "#scripts/local/servers.ts";
import { portsFrom, refuseBusyPorts } from "#scripts/local/settings.ts";

/** clerk-local alone, for a site that is run by hand: `npx wrangler dev --env-file clerk-local/site.env`. */
await main(async () => {
  const ports = portsFrom(process.argv.slice(2));
  await refuseBusyPorts([ports.clerkLocal]);
  const server = startClerkLocal(ports);
  await untilReady(server);
  console.log(`clerk-local answers at ${server.url}, and a browser finds its console there. Ctrl-C ends it.`);
  server.show();
  await untilOneEnds([server]);
});
