import { main } from "#scripts/local/commands.ts";
import { startDevSite } from "#scripts/local/servers.ts";
import { localSession } from "#scripts/local/session.ts";

await main(() => localSession(process.argv.slice(2), startDevSite, async () => {}));
