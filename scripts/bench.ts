import { parseArgs } from "node:util";
import { runBench } from "#bench/run.ts";
import { main } from "#scripts/local/commands.ts";

/** `npm run bench`: about four minutes; with `-- --quick` about one, and rougher. */
await main(async () => {
  const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
  await runBench(values.quick ? { repetitions: 3, seconds: 2 } : { repetitions: 9, seconds: 4 });
});
