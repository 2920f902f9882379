import { spawnSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyProject, newcomerEnvironment } from "#test/support/project-copy.ts";
import { freePorts } from "#test/support/ports.ts";
import { npmRun, type NpmRun } from "./npm-run.ts";

const DOCUMENT = { accept: "text/html", "sec-fetch-dest": "document" };

let folder: string;
let port: number;
let origin: string;
beforeAll(async () => {
  folder = await copyProject("local-by-hand");
  port = await freePorts(3);
  origin = `http://localhost:${port}`;
  const settings = { cwd: folder, env: newcomerEnvironment(), encoding: "utf8" } as const;
  const { status, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "build"], settings);
  expect(status, stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

/** `npx wrangler dev`, as the README has it, on ports of this test's own. */
async function wranglerDev(...words: readonly string[]): Promise<NpmRun> {
  const ports = ["--port", String(port), "--inspector-port", "0"];
  const run = npmRun(folder, ["exec", "--", "wrangler", "dev", ...ports, ...words]);
  await run.until(/Ready on/);
  return run;
}

async function expectEnd(run: NpmRun): Promise<void> {
  run.signal("SIGINT", "terminal");
  await run.ended;
  await run.expectNothingLeft();
}

describe("the build under npx wrangler dev", () => {
  test("says which settings it lacks, in the terminal and on the page", async () => {
    const run = await wranglerDev();
    expect(run.said()).toContain(
      "Missing required secrets: CLERK_SECRET_KEY, CLERK_JWT_KEY, CLERK_WEBHOOK_SIGNING_SECRET",
    );
    const answer = await fetch(origin);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toMatch(/PUBLIC_CLERK_PUBLISHABLE_KEY is missing: set it in wrangler\.toml/);
    await expectEnd(run);
  });

  test("runs with clerk-local's settings, and says when clerk-local does not", async () => {
    const settings = await readFile("clerk-local/site.env", "utf8");
    const here = settings.replaceAll(":8787", `:${port}`).replaceAll(":8788", `:${port + 1}`);
    await writeFile(join(folder, "site.env"), here);
    const run = await wranglerDev("--env-file", "site.env");
    expect((await fetch(`${origin}/nowhere`)).status).toBe(404);

    // A browser that is new here is sent to Clerk first.
    const handshake = await fetch(`${origin}/sign-in`, { headers: DOCUMENT });
    expect(new URL(handshake.url).pathname).toBe("/__clerk/v1/client/handshake");
    expect(handshake.status).toBe(503);
    expect(await handshake.text()).toContain(
      `Nothing answers at http://127.0.0.1:${port + 1}, where CLERK_FAPI_URL says that Clerk is: start it (npm start does), or correct the setting.`,
    );
    await expectEnd(run);
  });
});
