import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ACCESS, accessTo } from "#src/auth/access.ts";
import { holds, mayEver, RIGHTS, type Right } from "#src/auth/rights.ts";
import { ROLE_PERMISSIONS, roleName } from "#src/auth/roles.ts";

const README = readFileSync("src/auth/README.md", "utf8");
const SECTION = /(?<=<!-- prettier-ignore-start -->\n).*(?=<!-- prettier-ignore-end -->)/s;
const RENEW = "npm test -- test/unit/auth/readme.test.ts -u";

// The tables' own keys.
const ROLES = Object.keys(ROLE_PERMISSIONS) as (keyof typeof ROLE_PERMISSIONS)[];
const ALL = Object.keys(RIGHTS) as Right[];

test("the README's tables are those of the data", async () => {
  expect(README).toContain(RENEW);
  const renewed = README.replace(SECTION, () => `\n${tableOfRights()}\n${tableOfRoutes()}\n`);
  await expect(renewed).toMatchFileSnapshot("../../../src/auth/README.md", `${RENEW} writes them anew`);
});

function tableOfRights(): string {
  const head = ["to do", "right", "needs", "judged by the mirror too", ...ROLES.map(roleName)];
  const rows = ALL.map((right) => {
    const { does, needs, asks } = RIGHTS[right];
    const inPerson = "inPerson" in RIGHTS[right] ? ", in person" : "";
    const need = `${needs === "member" ? "" : `\`${needs}\``}${inPerson}`;
    const mirror = asks === "mirror" ? "yes" : "";
    return [does, `\`${right}\``, need, mirror, ...ROLES.map((role) => answerFor(role, right))];
  });
  return tableOf(head, rows);
}

function answerFor(role: (typeof ROLES)[number], right: Right): string {
  const holder = { role, permissions: ROLE_PERMISSIONS[role] };
  if (holds(holder, right)) return "yes";
  return mayEver(holder, right) ? "own" : "";
}

function tableOfRoutes(): string {
  const rows = Object.keys(ACCESS).flatMap((pattern) =>
    Object.entries(accessTo(pattern) ?? {}).map(([method, { who, rights = [], machine }]) => [
      `\`${method} ${pattern}\``,
      who,
      rights.map((right) => `\`${right}\``).join(", "),
      machine === true ? "yes" : "",
    ]),
  );
  return tableOf(["route", "who enters", "with a right of", "machines too"], rows);
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}
