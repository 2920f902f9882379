import { Response as MiniflareResponse } from "miniflare";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { dayAhead } from "#src/features/reports/forecast.ts";
import { formatDay } from "#src/lib/time.ts";
import { AUDIENCE, TEMPLATE, type Between } from "#test/support/external-api.ts";
import { textOf } from "#test/support/html.ts";
import { ACME, ADA, GLOBEX, MILO } from "#test/support/people.ts";
import { asPerson, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const REPORTS = "/orgs/acme/reports";
const UNAVAILABLE = "The forecast is not available right now.";

type Asked = { readonly path: string; readonly token: string; readonly body: string };

let site: Site;
let ada: Headers;
const asked: Asked[] = [];
let between: Between = (_, service) => service();
beforeAll(async () => {
  site = await startSite({
    externalApi: async (request, service) => {
      const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
      asked.push({ path: new URL(request.url).pathname, token, body: await request.clone().text() });
      return between(request, service);
    },
  });
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 240 }), () => {});
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  // On a busy machine the service's first answer, its code not yet compiled, takes longer than a page waits.
  await read();
});
beforeEach(async () => {
  between = (_, service) => service();
  asked.splice(0);
  await site.clerk.clearRequests();
});
afterAll(() => site.dispose());

async function read(path = REPORTS, headers = ada): Promise<string> {
  const response = await site.fetch(path, { headers });
  const html = await response.text();
  expect(response.status, html).toBe(200);
  expect(html).toContain("Reports</h1>");
  return html;
}

function claimsOf(token: string): Record<string, unknown> {
  // An object, or nothing that has the fields of one.
  return { ...JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) };
}

async function backendCalls(): Promise<string[]> {
  const requests = await site.clerk.requests();
  return requests.filter(({ api }) => api === "backend").map(({ path }) => path.replace(/sess_\w+/, "…"));
}

describe("the reports page", () => {
  test("foretells the open tasks' end by the caller's own token, without a call to Clerk", async () => {
    const text = textOf(await read());
    expect(text).toMatch(
      /At the pace of the last 30 days, all [\d,]+ open tasks are done by \w{3} \d+, \d{4}, as likely as not, and by \w{3} \d+, \d{4} in 85 of 100 cases\./,
    );
    expect(asked.map(({ path }) => path)).toEqual(["/forecast"]);
    expect(ada["cookie"]).toContain(asked[0]?.token);
    expect(await backendCalls()).toEqual([]);
  });

  test("sends numbers and nothing that anybody wrote", async () => {
    await read();
    const body: unknown = JSON.parse(asked[0]?.body ?? "");
    expect(body).toEqual({
      open: expect.any(Number),
      completed: expect.toSatisfy((days: unknown[]) => days.length === 30 && days.every(Number.isInteger)),
    });
  });

  test("asks for a day's chance by a token that is for the service alone", async () => {
    const day = dayAhead(300, Date.now());
    const text = textOf(await read(`${REPORTS}?by=${day}`));
    expect(text).toContain(`100 % by ${formatDay(day)}.`);
    const chance = asked.find(({ path }) => path === "/chance");
    expect(claimsOf(chance?.token ?? "")).toMatchObject({ aud: AUDIENCE, org_id: ACME.id, sub: ADA.id });
    expect(await backendCalls()).toEqual([`/v1/sessions/…/tokens/${TEMPLATE}`]);
    const cookies = `__session=${chance?.token}; __client_uat=1`;
    const elsewhere = await site.fetch("/api/me", { headers: { cookie: cookies } });
    expect(elsewhere.status).toBe(401);
  });

  test.each<[what: string, typed: (nowMs: number) => string]>([
    ["a word", () => "yesterday"],
    ["a day of the past", () => "2020-01-01"],
    ["today", (nowMs) => dayAhead(0, nowMs)],
    ["a day more than a year from now", (nowMs) => dayAhead(366, nowMs)],
    ["a day that no month has", () => "2026-02-30"],
  ])("says at its field that nothing can be said of %s", async (_, typed) => {
    const day = typed(Date.now());
    const html = await read(`${REPORTS}?by=${day}`);
    expect(html).toMatch(/<p role="alert" id="by-error">\s*Choose a day from tomorrow to a year from now\./);
    expect(html).toContain(`value="${day}"`);
    expect(asked.map(({ path }) => path)).toEqual(["/forecast"]);
    expect(await backendCalls()).toEqual([]);
  });

  test("speaks of the organization that it shows", async () => {
    const hers = await asPerson(site, { userId: ADA.id, orgId: GLOBEX.id });
    await read();
    await read("/orgs/globex/reports", hers);
    const organizations = asked.map(({ token }) => claimsOf(token)["o"]);
    expect(organizations).toMatchObject([{ id: ACME.id }, { id: GLOBEX.id }]);
  });

  test("says so where there is nothing to forecast from, and asks nobody", async () => {
    const { id, slug } = await site.clerk.createOrganization({ name: "Fresh", createdBy: MILO.id });
    const milo = await asPerson(site, { userId: MILO.id, orgId: id });
    expect(await read(`/orgs/${slug}/reports`, milo)).toContain("Nothing is open, so there is nothing to");
    await site.database
      .prepare("update organization_counters set tasks_todo = 1 where org_id = ?")
      .bind(id)
      .run();
    expect(await read(`/orgs/${slug}/reports`, milo)).toContain("there is no pace to go by");
    expect(asked).toEqual([]);
  });

  test.each<[what: string, answer: Between]>([
    ["refuses", () => Promise.resolve(new MiniflareResponse("{}", { status: 401 }))],
    ["fails", () => Promise.resolve(new MiniflareResponse("no", { status: 500 }))],
    [
      "answers another thing",
      () => Promise.resolve(MiniflareResponse.json({ likelyDays: "<b>", safeDays: -1 })),
    ],
    ["answers no JSON", () => Promise.resolve(new MiniflareResponse("<html>", { status: 200 }))],
    ["sends elsewhere", () => Promise.resolve(MiniflareResponse.redirect("https://evil.example/", 307))],
    ["drops the line", () => Promise.reject(new Error("gone"))],
    ["says nothing", () => new Promise((resolve) => setTimeout(resolve, 4000, new MiniflareResponse("{}")))],
  ])("is whole while the service %s", async (_, answer) => {
    between = answer;
    const startedAtMs = Date.now();
    const linesBefore = site.log.length;
    const day = dayAhead(30, startedAtMs);
    const html = await read(`${REPORTS}?by=${day}`);
    expect(Date.now() - startedAtMs).toBeLessThan(3800);
    expect(html).toContain("Tasks added and completed");
    expect(html).toContain(UNAVAILABLE);
    expect(html).toContain("That chance is not available right now.");
    const token = asked[0]?.token ?? "none";
    await expect.poll(() => site.log.slice(linesBefore).join("\n")).toContain("external-api-unavailable");
    expect(site.log.join("\n")).not.toContain(token);
  });

  test("is whole while Clerk makes no token", async () => {
    await site.clerk.fault({ api: "backend", kind: "error-500" });
    const html = await read(`${REPORTS}?by=${dayAhead(30, Date.now())}`);
    await site.clerk.fault(null);
    expect(textOf(html)).toContain("in 85 of 100 cases");
    expect(html).toContain("That chance is not available right now.");
  });
});

test("where no service is set up, the page says so", async () => {
  const plain = await startSite();
  await loadTables(plain.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  const headers = await asPerson(plain, { userId: ADA.id, orgId: ACME.id });
  const html = await (await plain.fetch(REPORTS, { headers })).text();
  expect(html).toContain("Forecasts are not set up here.");
  expect(html).not.toContain('name="by"');
  await plain.dispose();
});
