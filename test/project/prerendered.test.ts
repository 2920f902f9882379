import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/*
 * On a page that is made at build time nobody is signed in yet: there `<Show>` sends what it hides, takes a
 * function for "signed in" (`@clerk/astro` ShowCSR.astro), and the server omits nothing.
 */

const PRERENDERS = /\bprerender\s*=(?!\s*false\b)|output:\s*["']static["']/;
const STATIC_SHOW = /<Show\b[^>]*\bisStatic\b(?!=\{false\})/;
const DECIDES = /@clerk\/astro\/components|\blocals\b|#src\/auth\/(rights|caller)\.ts/;

/** What a source folder does that decides who sees what before anybody is there, as "file: why". */
function faultsOf(src: string): string[] {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(astro|ts|tsx)$/.test(file))
    .map((file) => join(src, file));
  return files.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const shows = STATIC_SHOW.test(text) ? [`${file}: a static <Show>`] : [];
    const gates = PRERENDERS.test(text) ? gatesBehind(file, src) : [];
    return [...shows, ...gates.map((gate) => `${file}: prerendered, and ${gate} decides`)];
  });
}

/** The file itself and all that it imports from the folder, those that ask who is calling. */
function gatesBehind(file: string, src: string): string[] {
  const seen = new Set<string>();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const imported = readFileSync(next, "utf8").matchAll(/from "(#src|\.)\/([^"]+\.(?:astro|tsx?))"/g);
    for (const [, root, path = ""] of imported) {
      waiting.push(root === "#src" ? join(src, path) : join(dirname(next), path));
    }
  }
  return [...seen].filter((each) => DECIDES.test(readFileSync(each, "utf8")));
}

describe("what decides who sees what", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "orgstead-prerendered-"));
    write(
      "components/Gate.astro",
      `import { Show } from "@clerk/astro/components";`,
      "<Show when={(has) => !has({})}>",
    );
    write("layouts/Frame.astro", `import Gate from "#src/components/Gate.astro";`, "<Gate />");
    write(
      "pages/early.astro",
      `import Frame from "#src/layouts/Frame.astro";\nexport const prerender = true;`,
      "<Frame />",
    );
    write(
      "pages/late.astro",
      `import Frame from "#src/layouts/Frame.astro";\nexport const prerender = false;`,
      "<Frame />",
    );
    write("pages/plain.astro", "export const prerender = true;", "<p>The same for everybody.</p>");
    write(
      "pages/forced.astro",
      `import { Show } from "@clerk/astro/components";`,
      "<Show isStatic when={{}}>",
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function write(file: string, frontmatter: string, markup: string): void {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `---\n${frontmatter}\n---\n\n${markup}\n`);
  }

  test("stands on no page that is made at build time", () => {
    expect(faultsOf(resolve("src"))).toEqual([]);
    expect(PRERENDERS.test(readFileSync("astro.config.mjs", "utf8"))).toBe(false);
  });

  test("is found behind a prerendered page's imports, and in a <Show> that is made static", () => {
    expect(
      faultsOf(folder)
        .map((fault) => fault.replaceAll(`${folder}/`, ""))
        .toSorted(),
    ).toEqual([
      "pages/early.astro: prerendered, and components/Gate.astro decides",
      "pages/forced.astro: a static <Show>",
    ]);
  });
});
