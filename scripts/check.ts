import { main, Mendable, run, type Ran } from "#scripts/local/commands.ts";

/**
 * Types, lint, format and dead code, side by side; all that is wrong is told. With `--build` it also builds, and as
 * that generates the types in .astro/, `astro sync` is left out. Whoever reads them waits until they are written.
 */
await main(async () => {
  const generated = process.argv.includes("--build")
    ? check("build", "node scripts/run.mjs build")
    : check("generated types", "astro sync");
  const deadCode = check("dead code", "knip");
  const checks = [
    generated,
    // Of TypeScript's own files the linter checks the types, which costs it less.
    generated.then(() => check("types of pages", "astro check --noSync --tsconfig tsconfig.astro.json")),
    generated.then(() => check("types and lint", "oxlint --type-aware --type-check .")),
    check("format", "oxfmt --check ."),
    deadCode,
    // Both keep the configurations that they have read in one cache.
    deadCode.then(() => check("dead code that ships", "knip --production")),
  ];
  const failed: string[] = [];
  for (const checked of checks) {
    const { what, command, code, output, seconds } = await checked;
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${what} (${command}, ${seconds} s)`);
    if (code !== 0) {
      console.error(output);
      failed.push(what);
    }
  }
  if (failed.length > 0) throw new Mendable(`Not clean: ${failed.join(", ")}.`);
});

type Checked = Ran & { readonly what: string; readonly command: string; readonly seconds: string };

async function check(what: string, command: string): Promise<Checked> {
  const startedAtMs = Date.now();
  const [tool = "", ...args] = command.split(" ");
  const ran = await run(tool === "node" ? process.execPath : tool, args);
  return { ...ran, what, command, seconds: ((Date.now() - startedAtMs) / 1000).toFixed(1) };
}
