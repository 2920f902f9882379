import { spawnSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyProject, newcomerEnvironment } from "#test/support/project-copy.ts";
import { freePorts, isFree } from "#test/support/ports.ts";
import { Newcomer } from "./newcomer.ts";
import { npmRun, type NpmRun } from "./npm-run.ts";

let folder: string;
let port: number;
let origin: string;
beforeAll(async () => {
  folder = await copyProject("local-run");
  port = await freePorts(3);
  origin = `http://localhost:${port}`;
});
afterAll(() => rm(folder, { recursive: true }));

const started = (script: string): NpmRun => npmRun(folder, ["run", script, "--", "--port", String(port)]);
const OPEN = /^Open (http\S+)$/m;

async function expectQuiet(run: NpmRun): Promise<void> {
  await run.expectNothingLeft();
  const ports = [port, port + 1, port + 2];
  expect(await Promise.all(ports.map(isFree))).toEqual([true, true, true]);
}

describe("npm start", () => {
  const browser: { newcomer?: Newcomer } = {};

  test("opens the site at one address, for the people it names, and ends without a trace at Ctrl-C", async () => {
    const run = started("start");
    const [, address] = await run.until(OPEN);
    expect(address).toBe(origin);
    expect(run.said()).toContain("Building the site");
    expect(run.said()).toContain("ada@acme.example");
    expect((await fetch(origin)).status).toBe(200);
    const [, clerkConsole = ""] = await run.until(/mail and webhooks: (http\S+)$/m);
    expect(await (await fetch(clerkConsole)).text()).toContain("Ada Novak");

    expect((await fetch(`http://127.0.0.1:${port + 2}/forecast`)).status).toBe(405);
    // Two servers that open the same files at the same moment find them locked, sometimes.
    const states = run.commands().map((command) => / --persist-to (\S+)/.exec(command)?.[1]);
    expect(new Set(states.filter((state) => state !== undefined)).size).toBe(3);

    const newcomer = new Newcomer(origin);
    const readCode = async () => (await run.until(/code for zoe@acme\.example is (\d{6})/))[1] ?? "";
    expect(await newcomer.signUp("zoe@acme.example", readCode)).toBe("complete");
    expect((await newcomer.open("/me")).status).toBe(200);
    browser.newcomer = newcomer;

    const said = run.said();
    run.signal("SIGINT", "terminal");
    await run.ended;
    expect(run.said()).toBe(said);
    await expectQuiet(run);
  });

  test("builds nothing that is built, finds people still signed in after a restart, and ends when npm alone is told to", async () => {
    const run = started("start");
    await run.until(OPEN);
    expect(run.said()).toContain("The site is built already.");
    expect(run.said()).not.toContain("Building");
    expect((await browser.newcomer?.open("/me"))?.status).toBe(200);

    run.signal("SIGTERM", "npm");
    await run.ended;
    await expectQuiet(run);
  });

  test("ends without a trace while it is still starting", async () => {
    const run = started("start");
    await run.until(/^Starting the site/m);
    run.signal("SIGINT", "script");
    expect((await run.ended).code).toBe(130);
    await expectQuiet(run);
  });
});

describe("npm run db:migrate", () => {
  test("gives the database a migration that came later", async () => {
    const later = join(folder, "migrations/9999_later.sql");
    await writeFile(later, "create table later (id integer); insert into nowhere values (1);");
    const settings = { cwd: folder, env: newcomerEnvironment(), encoding: "utf8" } as const;
    const { status, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "migrate"], settings);
    await rm(later);
    // What it is told proves that it was asked.
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/9999_later\.sql[\s\S]*no such table: nowhere/),
    ]);
  });
});

async function missingPage(): Promise<string> {
  return (await fetch(`${origin}/nowhere`)).text();
}

describe("npm run dev", () => {
  test("shows an edit of a page, and ends without a trace at Ctrl-C", async () => {
    const run = started("dev");
    await run.until(OPEN);
    const page = `${folder}/src/pages/404.astro`;
    expect(await missingPage()).not.toContain("Edited just now");
    const source = await readFile(page, "utf8");
    await writeFile(page, source.replace(/<h1([^>]*)>/, "<h1$1>Edited just now: "));
    await expect.poll(missingPage, { timeout: 10_000 }).toContain("Edited just now");

    run.signal("SIGINT", "terminal");
    await run.ended;
    await expectQuiet(run);
  });
});
