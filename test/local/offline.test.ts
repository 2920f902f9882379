import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { findChromium } from "#scripts/local/chromium.ts";
import { launchChromium } from "#test/support/browser.ts";
import { clerkIsThere, signIn } from "#test/support/clerk-ui.ts";
import { addTask, rowOf } from "#test/support/dashboard.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { watchForProblems } from "#test/support/problems.ts";
import { copyProject } from "#test/support/project-copy.ts";
import { freePorts, isFree } from "#test/support/ports.ts";
import { npmRun } from "./npm-run.ts";

/** How it is said that there is no namespace to be had: Linux alone has them, and not every one for everybody. */
const REFUSAL = /^.*\b(?:unshare|ip): .*(?:not permitted|denied|not found)$/m;
const UNREACHABLE = /net::ERR_(?:INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE)/;

let folder: string;
let port: number;
beforeAll(async () => {
  folder = await copyProject("local-offline");
  port = await freePorts(3);
});
afterAll(() => rm(folder, { recursive: true }));

test("npm start, a visit and a sign-in need no network", async ({ skip }) => {
  const run = npmRun(folder, ["run", "offline", "--", "start", "--port", String(port)]);
  const origin = `http://localhost:${port}`;
  const [said] = await run.until(new RegExp(`^Open http.*|${REFUSAL.source}`, "m"));
  skip(REFUSAL.test(said), `there is no network namespace to be had: ${said}`);
  // Nobody out here can reach it, and from in there nobody out here can be reached.
  expect(await isFree(port)).toBe(true);
  const context = await (await chromiumBeside(run.script())).newContext({ baseURL: origin });
  const page = await context.newPage();
  await expect(page.goto("http://198.51.100.1/")).rejects.toThrow(UNREACHABLE);

  const problems = await watchForProblems(context);
  const scripts: string[] = [];
  context.on("response", (response) => {
    if (response.ok()) scripts.push(new URL(response.url()).pathname);
  });
  await page.goto("/");
  await page.getByRole("link", { name: "Sign in" }).first().click();
  await signIn(page, ADA);
  await page.waitForURL("**/me");
  await page.getByRole("main").getByRole("button", { name: ACME.name }).click();
  await page.waitForURL("**/orgs/acme/dashboard");
  await clerkIsThere(page);
  await addTask(page, "Pull the plug");
  await rowOf(page, "Pull the plug").waitFor();
  expect(scripts).toContain("/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js");
  expect(scripts).toContain("/__clerk/npm/@clerk/ui@1/dist/ui.browser.js");
  expect(problems.unexpected()).toEqual([]);

  run.signal("SIGINT", "terminal");
  await run.ended;
  await run.expectNothingLeft();
});

/** Chromium where the process is, which Playwright steers by a pipe, so that it need not be there itself. */
async function chromiumBeside(pid: number): Promise<Browser> {
  const there = `nsenter --target ${pid} --user --net --preserve-credentials`;
  const file = join(folder, "chromium");
  await writeFile(file, `#!/bin/sh\nexec ${there} ${await findChromium()} "$@"\n`, { mode: 0o755 });
  const browser = await launchChromium(file);
  onTestFinished(() => browser.close());
  return browser;
}
