import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, test } from "vitest";

// drizzle-kit takes a folder below the one it runs in.
const COPY = ".copies/migrations";
afterEach(() => rmSync(COPY, { recursive: true }));

test("the migrations make the schema as it is: drizzle-kit would add nothing", () => {
  cpSync("migrations", COPY, { recursive: true });
  const args = ["generate", "--dialect", "sqlite", "--schema", "src/db/*schema.ts", "--out", COPY];
  const { status, stdout, stderr } = spawnSync(resolve("node_modules/.bin/drizzle-kit"), args, {
    encoding: "utf8",
  });
  expect(status, stdout + stderr).toBe(0);
  expect(readdirSync(COPY), 'the schema has changed: run "npm run db:generate"').toEqual(
    readdirSync("migrations"),
  );
}, 60_000);
