import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";
import { test } from "vitest";
import { findChromium } from "#scripts/local/chromium.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { plantCanaries } from "#test/support/canaries.ts";
import { watchForProblems, type Problems } from "#test/support/problems.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";

/** A person at a browser of their own. */
export type Visitor = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Announces something that would fail the test: a status of 400 or more, a console error. */
  readonly expectProblem: Problems["expect"];
};

export type Visit = {
  /** Signed in without the form; nobody when not given. */
  readonly as?: { readonly id: string };
  /** Their active organization. */
  readonly in?: { readonly id: string };
  /** The browser's own settings: viewport, colorScheme, javaScriptEnabled. */
  readonly browser?: BrowserContextOptions;
};

/** Keeps Chromium from asking the network for anything of its own. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];
const PATIENCE_MS = 30_000;
const DESKTOP = { width: 1280, height: 800 };

/**
 * vitest's `test` in Chromium, on a site of the file's own: `site`, and `visit` for each browser a test needs, which
 * shares nothing with any other but the program.
 * A test fails on anything that goes wrong in its browsers or stands in the Worker's log and was not expected,
 * and on any call that clerk-local does not answer; what its pages showed is then in test-results/.
 */
export function browserTest(keys: Keys = "live") {
  return test
    .extend("keys", { scope: "file" }, keys)
    .extend("site", { scope: "file" }, async ({ keys: shape }, { onCleanup }) => {
      const site = await startSite({ listen: true, keys: shape });
      onCleanup(() => site.dispose());
      await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
      await plantCanaries(site.database, ["tasks", "posts"]);
      return site;
    })
    .extend("installed", { scope: "worker" }, () => findChromium())
    .extend("chromium", { scope: "worker" }, async ({ installed }, { onCleanup }) => {
      const browser = await launchChromium(installed);
      onCleanup(() => browser.close());
      return browser;
    })
    .extend("visit", ({ site, chromium: browser, task }, { onCleanup }) => {
      const logged = site.log.length;
      const startedAtMs = Date.now();
      const visitors: (Visitor & { problems: Problems })[] = [];
      onCleanup(async () => {
        const problems = [
          ...visitors.flatMap((visitor) => visitor.problems.unexpected()),
          ...site.log.slice(logged).map((line) => `Worker log: ${line}`),
          ...(await callsNotAnswered(site, startedAtMs)),
        ];
        if (task.result?.state === "fail" || problems.length > 0) await takePictures(task.name, visitors);
        await Promise.all(visitors.map(({ context }) => context.close()));
        if (problems.length > 0) throw new Error(`what no test may cause:\n${problems.join("\n")}`);
      });
      return async (wanted: Visit = {}): Promise<Visitor> => {
        const visitor = await arrive(site, browser, wanted);
        visitors.push(visitor);
        return visitor;
      };
    });
}

/** Chromium, by its path. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: QUIET });
}

async function arrive(site: Site, browser: Browser, wanted: Visit) {
  const context = await browser.newContext({ baseURL: site.origin, viewport: DESKTOP, ...wanted.browser });
  context.setDefaultTimeout(PATIENCE_MS);
  if (wanted.as !== undefined) {
    const session = { userId: wanted.as.id, orgId: wanted.in?.id ?? null };
    const { cookies } = await site.clerk.sessionFor(session);
    await context.addCookies(
      Object.entries(cookies).map(([name, value]) => ({ name, value, url: site.origin })),
    );
  }
  const problems = await watchForProblems(context);
  return { context, page: await context.newPage(), expectProblem: problems.expect, problems };
}

/** Calls of which clerk-local knows nothing, whoever made them: the browser or the site. */
async function callsNotAnswered(site: Site, sinceMs: number): Promise<string[]> {
  return (await site.clerk.requests())
    .filter(({ status, atMs }) => status === 501 && atMs >= sinceMs)
    .map(({ method, path }) => `not answered by clerk-local: ${method} ${path}`);
}

async function takePictures(name: string, visitors: readonly Visitor[]): Promise<void> {
  const pages = visitors.flatMap(({ context }) => context.pages());
  const file = name.replaceAll(/\W+/g, "-").slice(0, 80);
  await Promise.all(
    pages.map((page, index) => page.screenshot({ path: `test-results/${file}-${index + 1}.png` })),
  );
}
