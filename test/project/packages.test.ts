import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Manifest = Readonly<
  Record<"dependencies" | "devDependencies" | "optionalDependencies" | "overrides", Record<string, string>>
>;
type Locked = {
  readonly version?: string;
  readonly engines?: { readonly node?: string };
  readonly os?: string;
  readonly cpu?: string;
};

// Both are npm's own files; of them, what is named above.
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Every version of the package in the lock, however deep it stands. */
function lockedVersions(name: string): string[] {
  const entries = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  return entries.flatMap(([, { version }]) => version ?? []);
}

function isAtLeast(version: string, floor: string): boolean {
  const [have, need] = [version, floor].map((text) => text.split(/[.-]/).slice(0, 3).map(Number));
  const at = have?.findIndex((number, index) => number !== need?.[index]) ?? -1;
  return at < 0 || (have?.[at] ?? 0) > (need?.[at] ?? 0);
}

/** What is known to be wrong with older ones. */
const FLOORS = [
  ["astro", "7.2.8", "code execution by an AVIF image"],
  ["@astrojs/cloudflare", "14.0.0", "what 13.1.10 and older let through"],
  ["@clerk/backend", "3.17.0", "tokens of JWT templates pass for sessions"],
  ["@clerk/shared", "4.8.3", "has() can be bypassed"],
  ["drizzle-orm", "0.45.2", "SQL injection by an identifier"],
  ["wrangler", "4.59.1", "command injection"],
  ["devalue", "5.9.3", "prototype pollution and denial of service"],
  ["undici", "7.29.0", "several, in what builds and tests"],
  ["ws", "8.21.0", "several, in what builds and tests"],
] as const;

describe("the packages", () => {
  test.each(FLOORS)("hold no %s below %s: %s", (name, floor) => {
    const versions = lockedVersions(name);
    expect(versions).not.toEqual([]);
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });

  test.each([
    ["7.2.8", "7.2.8", true],
    ["7.10.0", "7.2.8", true],
    ["7.2.7", "7.2.8", false],
    ["5.20261012.0-beta", "5.20261012.0", true],
    ["0.46.0", "0.45.2", true],
    ["3.16.11", "3.17.0", false],
  ])("are compared number by number: %s to %s", (version, floor, expected) => {
    expect(isAtLeast(version, floor)).toBe(expected);
  });

  test("are asked for in exact versions", () => {
    const { dependencies, devDependencies, optionalDependencies, overrides } = manifest;
    const all = { ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides };
    const loose = Object.entries(all).filter(
      ([, version]) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+(-\w+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test.each([
    "workerd",
    "miniflare",
    "wrangler",
    "astro",
    "drizzle-orm",
    "@clerk/backend",
    "@clerk/shared",
    "playwright-core",
  ])("are one %s, whoever uses it", (name) => expect(lockedVersions(name)).toHaveLength(1));

  test("bring one Node for each system, which npm leaves out on the others", () => {
    const systems = Object.keys(manifest.optionalDependencies).map(
      (name) => packages[`node_modules/${name}`],
    );
    expect(systems.map((locked) => `${locked?.os} ${locked?.cpu}`).toSorted()).toEqual([
      "darwin arm64",
      "darwin x64",
      "linux arm64",
      "linux x64",
    ]);
  });

  test("come with a Node that is new enough for all of them", () => {
    const script = readFileSync("scripts/run.mjs", "utf8");
    const needed = /NEEDED = \[(\d+), (\d+)\]/.exec(script)?.slice(1).join(".") ?? expect.fail(script);
    for (const [name, version] of Object.entries(manifest.optionalDependencies)) {
      expect(isAtLeast(version, `${needed}.0`), name).toBe(true);
    }
    // The plain ranges, which the most demanding packages have.
    const floors = Object.entries(packages).flatMap(([path, { engines }]) => {
      const least = /^>=\s*(\d+\.\d+\.\d+)\s*$/.exec(engines?.node ?? "")?.[1];
      return least === undefined ? [] : [[path, least] as const];
    });
    expect(floors.length).toBeGreaterThan(10);
    expect(floors.filter(([, least]) => !isAtLeast(`${needed}.0`, least))).toEqual([]);
  });
});
