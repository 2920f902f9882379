import { main, Mendable, run } from "#scripts/local/commands.ts";

const CHECKS = [
  { what: "types", command: "astro check" },
  { what: "lint", command: "oxlint --type-aware ." },
  { what: "format", command: "oxfmt --check ." },
  { what: "dead code", command: "knip" },
  { what: "dead code that ships", command: "knip --production" },
] as const;

await main(async () => {
  const failed: string[] = [];
  for (const { what, command } of CHECKS) {
    const startedAtMs = Date.now();
    const [tool = "", ...args] = command.split(" ");
    const { code, output } = await run(tool, args);
    const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${what} (${command}, ${seconds} s)`);
    if (code !== 0) {
      console.error(output);
      failed.push(what);
    }
  }
  if (failed.length > 0) throw new Mendable(`Not clean: ${failed.join(", ")}.`);
});
