import { eraseOrganization } from "#src/features/export/erase-organization.ts";
import { main } from "#scripts/local/commands.ts";
import { withOrganization } from "#scripts/organization/with-organization.ts";

/** Removes every row of an organization: `npm run db:erase -- <org id>`. */
await main(() =>
  withOrganization(async (scope) => {
    const removed = await eraseOrganization(scope, Date.now());
    for (const [table, rows] of Object.entries(removed)) console.log(`${rows} rows of ${table} removed.`);
  }),
);
