import { pipeline } from "node:stream/promises";
import { exportOrganization } from "#src/features/export/export-organization.ts";
import { main } from "#scripts/local/commands.ts";
import { withOrganization } from "#scripts/organization/with-organization.ts";

/** Everything that an organization owns, to standard output: `npm run -s db:export -- <org id> > acme.ndjson`. */
await main(() =>
  withOrganization((scope) => pipeline(exportOrganization(scope), process.stdout, { end: false })),
);
