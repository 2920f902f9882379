import { Database } from "#src/db/database.ts";
import { main, Mendable } from "#scripts/local/commands.ts";
import { withLocalDatabase } from "#scripts/local/local-d1.ts";
import { verifyAllActivity } from "#scripts/organization/verify-all-activity.ts";

/** Compares every sealed row of every organization's log with its seal, and names those that do not fit. */
await main(() =>
  withLocalDatabase(async (database) => {
    let sealed = 0;
    const faults: string[] = [];
    for await (const verified of verifyAllActivity(new Database(database))) {
      sealed += verified.sealed;
      faults.push(...verified.faults.map(({ seq, kind }) => `${verified.orgId} ${seq}: ${kind}`));
    }
    if (faults.length > 0) {
      throw new Mendable(["These rows of the log are not as they were sealed:", ...faults].join("\n  "));
    }
    console.log(`${sealed} sealed rows, all as they were sealed.`);
  }),
);
