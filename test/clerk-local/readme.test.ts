import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CONTROLS } from "#clerk-local/controls/table.ts";
import type { Route } from "#clerk-local/dispatch.ts";
import { ROUTES } from "#clerk-local/routes/table.ts";
import { SURFACE } from "./contract/surface.ts";

const README = readFileSync("clerk-local/README.md", "utf8");
const SECTION = /(?<=<!-- prettier-ignore-start -->\n).*(?=<!-- prettier-ignore-end -->)/s;
const RENEW = "npm test -- test/clerk-local/readme.test.ts -u";

test("the README's tables are those of the routes", async () => {
  expect(README).toContain(RENEW);
  const routes = `${tableOf("Frontend API", ROUTES.frontend)}\n${tableOf("Backend API", ROUTES.backend)}`;
  const tables = `\n${routes}\n${notPlayedTable()}\n`;
  const renewed = README.replace(SECTION, () => tables);
  await expect(renewed).toMatchFileSnapshot("../../clerk-local/README.md", `${RENEW} writes them anew`);
});

test("the callers that the README names are files of the SDK", () => {
  const callers = new Set([...ROUTES.frontend, ...ROUTES.backend].map(({ calledBy }) => calledBy));
  expect([...callers].filter((file) => !existsSync(declarationOf(file)))).toEqual([]);
});

test("the README names every method that steers the stand-in", () => {
  const methods = Object.keys(CONTROLS).map((name) => `\`${name}(`);
  expect(methods).toContain("`reset(");
  expect(methods.filter((method) => !README.includes(method))).toEqual([]);
});

function tableOf(api: string, routes: readonly Route[]): string {
  const rows = routes.map(({ method, path, calledBy, simplified }) =>
    [
      `\`${method} ${path}\``,
      `\`${calledBy}\``,
      simplified === null ? "yes" : "in part",
      simplified ?? "",
    ].join(" | "),
  );
  const head = `| ${api} | called by | faithful | simplified, and why |\n| --- | --- | --- | --- |`;
  return [head, ...rows.map((row) => `| ${row} |`), ""].join("\n");
}

/** Each answers 501, in its own name. */
function notPlayedTable(): string {
  const rows = Object.entries(SURFACE).flatMap(([api, { notPlayed = {} }]) =>
    Object.entries(notPlayed).map(([reason, methods]) => {
      const names = methods.trim().split(/\s+/).join("`, `");
      return `| \`${api}\` | \`${names}\` | ${reason} |`;
    }),
  );
  return ["| not played | methods of the SDK | because |", "| --- | --- | --- |", ...rows, ""].join("\n");
}

/** Where npm put what is left of a source file: its types. */
function declarationOf(file: string): string {
  const declaration = file.replace(/\.ts$/, ".d.ts");
  const [packageName = ""] = file.split("/");
  const folder = packageName === "clerk-js" ? "clerk-js/dist/types" : `${packageName}/dist`;
  return `node_modules/@clerk/${folder}${declaration.slice(packageName.length)}`;
}
