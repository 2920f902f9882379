import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyProject, newcomerEnvironment } from "#test/support/project-copy.ts";
import { freePorts } from "#test/support/ports.ts";

let folder: string;
let port: number;
beforeAll(async () => {
  folder = await copyProject("local-faults");
  port = await freePorts(3);
});
afterAll(() => rm(folder, { recursive: true }));

/** What a script says that cannot do its work: nothing but one line. */
function complaintOf(...words: readonly string[]): string {
  return complaint(process.execPath, ["scripts/run.mjs", ...words], folder);
}

function complaint(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: newcomerEnvironment(),
    encoding: "utf8",
  });
  expect(status, stdout + stderr).toBe(1);
  expect(stdout).toBe("");
  expect(stderr.trim().split("\n"), stderr).toHaveLength(1);
  return stderr.trim();
}

describe("what stands in the way of a local run is said in one sentence", () => {
  test.each([
    ["the site's", "start", 0],
    ["clerk-local's", "dev", 1],
    ["external-api's", "start", 2],
  ])("a busy port, %s, by npm run %s", async (_, script, above) => {
    const server = await occupy(port + above);
    expect(complaintOf(script, "--port", String(port))).toBe(
      `Port ${port + above} is in use: stop what uses it, or choose another with "-- --port 9000" (the site's; clerk-local and external-api take the two above).`,
    );
    server.close();
  });

  test.each([
    [["--port=90"], /^--port takes a number from 1024/],
    [["--prot", "9000"], /^Unknown option '--prot'/],
  ])("options that there are not: %j", (options, sentence) => {
    expect(complaintOf("start", ...options)).toMatch(sentence);
  });

  test.each([
    [["--orgs", "1"], /^--orgs takes a whole number from 2 to/],
    [["--organizations", "5"], /^Unknown option '--organizations'/],
  ])("a seed of a size that there is not: %j", (options, sentence) => {
    expect(complaintOf("seed", ...options)).toMatch(sentence);
  });

  test("a database without its migrations", () => {
    expect(complaintOf("seed")).toBe('The local database lacks a migration: run "npm run db:migrate" first.');
  });

  test("keys of one's own, which would take the place of clerk-local's", async () => {
    await writeFile(join(folder, ".dev.vars"), "CLERK_SECRET_KEY=sk_test_own\n");
    expect(complaintOf("dev", "--port", String(port))).toMatch(/^npm run dev .* move the file away/);
    await rm(join(folder, ".dev.vars"));
  });
});

describe("before anything else", () => {
  const RUN = resolve("scripts/run.mjs");
  const TOO_OLD = /^Orgstead needs Node 22\.19 or newer, and this is (20|22\.18)\..* Start it through npm /;

  test.each(["20.20.2", "22.18.0"])("Node %s is told that it is too old", (version) => {
    // Today's Node, which says that it is an old one.
    const versions = JSON.stringify({ ...process.versions, node: version });
    const disguise = `data:text/javascript,Object.defineProperty(process,"versions",{value:${encodeURIComponent(versions)}})`;
    expect(complaint(process.execPath, ["--import", disguise, RUN, "start"], ".")).toMatch(TOO_OLD);
  });

  test("the system's own Node starts the scripts or is told that it is too old", () => {
    const args = [RUN, "seed", "--orgs", "0"];
    const { PATH } = newcomerEnvironment();
    const said = spawnSync("node", args, { env: { PATH }, encoding: "utf8" }).stderr;
    expect(said).toMatch(new RegExp(`${TOO_OLD.source}|^--orgs takes`));
  });

  test("packages that are not installed are asked for", async () => {
    const empty = await mkdtemp(join(tmpdir(), "orgstead-empty-"));
    expect(complaint(process.execPath, [RUN, "start"], empty)).toBe(
      'The packages are not installed yet: run "npm ci" first.',
    );
    await rm(empty, { recursive: true });
  });
});

function occupy(busy: number): Promise<Server> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(busy, "127.0.0.1", () => done(server));
  });
}
