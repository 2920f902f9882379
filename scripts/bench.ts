import { parseArgs } from "node:util";
import { runClerkLocalBench } from "#bench/clerk-local.ts";
import { runBench } from "#bench/run.ts";
import { main } from "#scripts/local/commands.ts";

/**
 * `npm run bench`: about four minutes; with `-- --quick` about one, and rougher. With `-- --clerk-local` the
 * stand-in instead, about two minutes.
 */
await main(async () => {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      "clerk-local": { type: "boolean", default: false },
    },
  });
  if (values["clerk-local"]) await runClerkLocalBench();
  else await runBench(values.quick ? { repetitions: 3, seconds: 2 } : { repetitions: 9, seconds: 4 });
});
