import { parseArgs } from "node:util";
import { main, Mendable } from "#scripts/local/commands.ts";
import { seedLocal } from "#scripts/seed/load.ts";

await main(async () => {
  const { values } = parseArgs({
    options: { orgs: { type: "string", default: "2" }, tasks: { type: "string", default: "24" } },
  });
  const organizations = count("--orgs", values.orgs, { least: 2, most: 10_000 });
  const tasks = count("--tasks", values.tasks, { least: organizations, most: 2_000_000 });
  const { added, seconds } = await seedLocal({ organizations, tasks }, progressLine());
  console.log(`${added} tasks added in ${seconds.toFixed(1)} s.`);
});

function count(name: string, text: string, { least, most }: { least: number; most: number }): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Mendable(`${name} takes a whole number from ${least} to ${most}.`);
}

/** One line that changes on a terminal; elsewhere a line for each tenth. */
function progressLine(): (done: number, all: number) => void {
  let tenths = 0;
  return (done, all) => {
    const text = `Seeding: ${done.toLocaleString("en")} of ${all.toLocaleString("en")} rows`;
    if (process.stdout.isTTY) process.stdout.write(`\r${text}${done === all ? "\n" : ""}`);
    else if (Math.floor((done / all) * 10) > tenths) console.log(text);
    tenths = Math.floor((done / all) * 10);
  };
}
