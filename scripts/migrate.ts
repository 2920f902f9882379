import { main } from "#scripts/local/commands.ts";
import { migrateLocal } from "#scripts/local/database.ts";

await main(async () => {
  await migrateLocal();
  console.log("The local database is up to date.");
});
