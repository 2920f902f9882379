import type { BrowserContext, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere } from "#test/support/clerk-ui.ts";
import { rowOf } from "#test/support/dashboard.ts";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { comeBack, leave } from "#test/support/tabs.ts";
import { withoutRefresh } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";

const KINDS = [
  ["a development", browserTest("test")],
  ["a production", browserTest("live")],
] as const;

const WITHOUT_SCRIPT = { javaScriptEnabled: false };
/** How Chromium calls a script's preload that it has no use for. */
const SCRIPT_NOT_PRELOADED = /^request failed: GET .*ui\.browser\.js csp$/;

describe.each(KINDS)("with %s instance's keys", (_kind, test) => {
  test("a tab in front gets its next token before the old one ends, without a reload", async ({
    visit,
    site,
  }) => {
    await site.clerk.configure({ tokenLifetimeSeconds: 20 });
    const { page, context } = await visit({ as: MILO, in: ACME });
    await page.goto("/orgs/acme/dashboard");
    await clerkIsThere(page);
    const first = claimsOf(await tokenOf(context));
    await site.clerk.clearRequests();
    await expect
      .poll(async () => claimsOf(await tokenOf(context)).exp, { timeout: 15_000, interval: 250 })
      .toBeGreaterThan(first.exp);
    expect(Date.now() / 1000).toBeLessThan(first.exp);
    const paths = (await site.clerk.requests()).map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith("/tokens"))).not.toEqual([]);
    expect(paths.filter((path) => path.endsWith("/handshake"))).toEqual([]);
    await site.clerk.configure({ tokenLifetimeSeconds: 60 });
  });

  test("a tab that slept past the end of its token comes back by a handshake", async ({ visit, site }) => {
    const { page, context } = await visit({ as: ADA, in: ACME });
    await page.goto("/orgs/acme/dashboard");
    await clerkIsThere(page);
    await page.goto("about:blank");
    await letTokenExpire(site, context);
    await site.clerk.clearRequests();
    await page.goto("/orgs/acme/dashboard");
    await clerkIsThere(page);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(ACME.name);
    const handshakes = (await site.clerk.requests()).filter(({ path }) => path === "/v1/client/handshake");
    expect(handshakes).toHaveLength(1);
  });

  test("a role changed elsewhere is in the very next token that is asked for", async ({ visit, site }) => {
    const { page } = await visit({ as: ADA, in: GLOBEX });
    await page.goto("/orgs/globex/dashboard");
    await clerkIsThere(page);
    expect(await roleShown(page)).toBe("Member");
    await site.clerk.setRole({ orgId: GLOBEX.id, userId: ADA.id, role: "org:admin" });
    // What clerk-js has stays as it is until it ends, and what it is made to ask for is new.
    expect(claimsOf(await askForToken(page, false)).o?.rol).toBe("member");
    expect(claimsOf(await askForToken(page, true)).o?.rol).toBe("admin");
    await page.reload();
    expect(await roleShown(page)).toBe("Admin");
    await site.clerk.setRole({ orgId: GLOBEX.id, userId: ADA.id, role: "org:member" });
  });

  test("a form sent without script after the token has expired loses nothing", async ({ visit, site }) => {
    const { page, context, expectProblem } = await visit({ as: MILO, in: ACME, browser: WITHOUT_SCRIPT });
    expectProblem(SCRIPT_NOT_PRELOADED);
    await page.goto("/orgs/acme/dashboard");
    await page.getByLabel("Add a task").fill("Ring the bell");
    await letTokenExpire(site, context);
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByText("Nothing is saved yet").waitFor();
    expect(await page.getByLabel("Add a task").inputValue()).toBe("Ring the bell");
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByText("Task added.").waitFor();
    expect(await rowOf(page, "Ring the bell").count()).toBe(1);
  });

  test("a tab that comes to the front makes its organization the active one again", async ({ visit }) => {
    const { page, context } = await visit({ as: ADA, in: ACME });
    await page.goto("/orgs/acme/dashboard");
    await clerkIsThere(page);
    await page.getByLabel("Add a task").fill("For Acme, said in Acme");
    const other = await context.newPage();
    await other.goto("/orgs/globex/dashboard");
    await clerkIsThere(other);
    await leave(other);
    // clerk-js says so at most once in five seconds.
    const activeAfterFocus = async () => {
      await leave(page);
      await comeBack(page);
      return claimsOf(await tokenOf(context)).o?.slg;
    };
    await expect.poll(activeAfterFocus, { timeout: 15_000, interval: 500 }).toBe("acme");
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByText("Task added.").waitFor();
    expect(await rowOf(page, "For Acme, said in Acme").count()).toBe(1);
  });

  test("a form of a tab whose organization is not active any more finds its way back", async ({ visit }) => {
    const { page, context, expectProblem } = await visit({ as: ADA, in: ACME, browser: WITHOUT_SCRIPT });
    await page.goto("/orgs/acme/dashboard");
    await page.getByLabel("Add a task").fill("For Acme alone");
    const other = await context.newPage();
    await other.goto("/orgs/globex/dashboard");
    expectProblem(/status of 409/);
    expectProblem(SCRIPT_NOT_PRELOADED);
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByRole("heading", { name: "That form was for another organization" }).waitFor();
    await page.getByRole("link", { name: "Back to Acme with what you typed" }).click();
    await page.getByText("Nothing is saved yet").waitFor();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(ACME.name);
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByText("Task added.").waitFor();
  });

  test("a person greets themselves by name, once clerk-js knows it", async ({ visit }) => {
    const { page } = await visit({ as: ADA, in: ACME });
    const html = await (await page.goto("/me"))?.text();
    expect(html).toMatch(/<p class="greeting">Loading…<\/p>/);
    await page.getByText("Hello, Ada.").waitFor();
  });

  test("a session that waits for an organization is asked to choose one, and goes on from there", async ({
    visit,
    site,
  }) => {
    await site.clerk.configure({ membershipRequired: true });
    const { page } = await visit({ as: MILO });
    await page.goto("/orgs/acme/tasks/tsk_aaaaaaaaaaaaaaaaaaaaaaaaaa");
    await page.waitForURL("**/me");
    await page.getByRole("main").getByRole("button", { name: ACME.name }).click();
    // Clerk's component may go there twice, the second time breaking off the first: no navigation is waited for.
    await expect.poll(() => new URL(page.url()).pathname).toBe("/orgs/acme/dashboard");
    expect(await roleShown(page)).toBe("Member");

    const newcomer = await visit({ as: NORA });
    await newcomer.page.goto("/me");
    await newcomer.page.getByLabel("Name").fill("Nora's own");
    await newcomer.page.getByRole("main").getByRole("button", { name: "Continue" }).click();
    await newcomer.page.waitForURL("**/orgs/*/dashboard");
    expect(await roleShown(newcomer.page)).toBe("Admin");
    await site.clerk.configure({ membershipRequired: false });
  });
});

type Claims = {
  readonly sid: string;
  readonly exp: number;
  readonly o?: { readonly rol: string; readonly slg: string };
};

function claimsOf(token: string): Claims {
  // What the stand-in signed, as its claims say.
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Claims;
}

async function tokenOf(context: BrowserContext): Promise<string> {
  const cookies = await context.cookies();
  return cookies.find(({ name }) => name === "__session")?.value ?? "";
}

/** Puts an expired token of the same person where the browser's good one is, and takes its refresh token. */
async function letTokenExpire(site: Site, context: BrowserContext): Promise<void> {
  const { sid } = JSON.parse(
    Buffer.from((await tokenOf(context)).split(".")[1] ?? "", "base64url").toString(),
  );
  const token = await site.clerk.tokenFor({ sessionId: String(sid), ageSeconds: 600 });
  const cookies = await context.cookies();
  const kept = Object.keys(
    withoutRefresh(Object.fromEntries(cookies.map(({ name, value }) => [name, value]))),
  );
  const uat = String(Math.floor(Date.now() / 1000) - 3600);
  await context.clearCookies();
  await context.addCookies(
    cookies
      .filter(({ name }) => kept.includes(name))
      .map((cookie) => ({
        ...cookie,
        ...(cookie.name.startsWith("__session") && { value: token }),
        ...(cookie.name.startsWith("__client_uat") && { value: uat }),
      })),
  );
}

function askForToken(page: Page, skipCache: boolean): Promise<string> {
  return page.evaluate(
    (skip) => (globalThis as unknown as { Clerk: ClerkInPage }).Clerk.session.getToken({ skipCache: skip }),
    skipCache,
  );
}

type ClerkInPage = {
  readonly session: { readonly getToken: (options: { skipCache: boolean }) => Promise<string> };
};

async function roleShown(page: Page): Promise<string> {
  return (await page.getByText("Your role:").innerText()).replace("Your role: ", "");
}
