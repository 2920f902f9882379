import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RIGHTS, type Right } from "#src/auth/rights.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { problemOf, sameBytes } from "#test/support/api.ts";
import { askCell, bearer, CELLS, newApiKey, newM2MToken } from "#test/support/machines.ts";
import { FAILURES } from "#test/support/outages.ts";
import { ACME, ADA, GLOBEX } from "#test/support/people.ts";
import { asPerson } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { allTasks } from "#test/support/tasks.ts";

// The table's own keys.
const EVERY_RIGHT = Object.keys(RIGHTS) as Right[];
const OPEN = CELLS.filter(({ isOpen }) => isOpen);
const TASKS = "/api/tasks";
const MADE_UP = `ak_${"x".repeat(32)}`;

let site: Site;
/** Acme's, with every scope that there is. */
let key: string;
beforeAll(async () => {
  site = await asDocumented(await startSite());
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 6 }), () => {});
  key = (await newApiKey(site, { subject: ACME.id, scopes: EVERY_RIGHT })).secret;
});
beforeEach(() => site.clerk.clearRequests());
afterAll(() => site.dispose());

describe("while Clerk's Backend API", () => {
  afterEach(() => site.clerk.fault(null));

  const FAULTS = ([...FAILURES, "hang"] as const).map((kind) => ({ kind, contentType: "application/json" }));

  test.each([...FAULTS, { kind: "junk", contentType: "text/plain" }] as const)(
    "is out of order ($kind, $contentType), machines are asked to wait, and nobody else is",
    async (fault) => {
      const ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
      const { secret: token } = await newM2MToken(site, {
        claims: { org_id: ACME.id, permissions: EVERY_RIGHT },
      });
      const typed = bearer(token, { "content-type": "application/json" });
      await site.clerk.fault({ api: "backend", ...fault });
      await site.clerk.clearRequests();
      const before = await allTasks(site.database);
      const answers = await Promise.all([
        site.fetch(TASKS, { headers: bearer(key) }),
        site.fetch(TASKS, { method: "POST", headers: typed, body: '{"title":"Never"}' }),
        site.fetch(TASKS, { headers: bearer(MADE_UP) }),
      ]);
      for (const answer of answers) {
        expect(answer.headers.get("retry-after")).toBe("10");
        expect(await problemOf(answer)).toEqual([503, "unavailable", true]);
      }
      expect(await allTasks(site.database)).toBe(before);
      expect((await site.fetch(TASKS, { headers: ada })).status).toBe(200);
      expect((await site.clerk.requests()).length).toBe(3);
    },
  );
});

describe("the table of access", () => {
  test("opens some routes to machines, each for a right of its own", () => {
    expect(OPEN.map(({ method, route, rights }) => [method, route, ...rights])).toEqual([
      ["GET", TASKS, "tasks.read"],
      ["POST", TASKS, "tasks.create"],
      ["GET", `${TASKS}/[id]`, "tasks.read"],
      ["GET", `${TASKS}/[id]/comments`, "tasks.read"],
      ["POST", `${TASKS}/[id]/comments`, "comments.add"],
      ["GET", "/api/reports", "reports.read"],
      ["GET", "/api/activity", "activity.read"],
    ]);
  });

  test("lets a key do what its scopes name, and nothing without one", async () => {
    const none = await newApiKey(site, { subject: ACME.id, scopes: [] });
    for (const cell of OPEN) {
      const others = EVERY_RIGHT.filter((right) => !cell.rights.includes(right));
      const wrong = await newApiKey(site, { subject: ACME.id, scopes: others });
      const right = await newApiKey(site, { subject: ACME.id, scopes: cell.rights });
      for (const { secret } of [none, wrong]) {
        const refused = await askCell(site, cell, bearer(secret));
        expect(await problemOf(refused), cell.route).toEqual([403, "forbidden", true]);
      }
      const [status] = await problemOf(await askCell(site, cell, bearer(right.secret)));
      expect([200, 404, 422], cell.route).toContain(status);
    }
  });

  test("keeps a good key from every other route, page and form, without a call to Clerk", async () => {
    const closed = [
      ...CELLS.filter(({ isOpen }) => !isOpen),
      { route: "/api/nowhere", method: "GET" },
      { route: TASKS, method: "PUT" },
      { route: TASKS, method: "DELETE" },
    ];
    expect(closed.length).toBeGreaterThan(40);
    for (const cell of closed) {
      const answer = await askCell(site, cell, bearer(key));
      const what = `${cell.method} ${cell.route}`;
      expect([answer.status, answer.headers.get("www-authenticate")], what).toEqual([401, "Bearer"]);
      expect(await sameBytes(answer), what).toBe(await sameBytes(await askCell(site, cell, bearer("none"))));
    }
    expect(await site.clerk.requests()).toEqual([]);
  });

  test("does not let a key help a session, nor a session a key", async () => {
    const ada = await asPerson(site, { userId: ADA.id, orgId: GLOBEX.id });
    const both = { ...ada, ...bearer(MADE_UP), "sec-fetch-dest": "empty" };
    expect(await problemOf(await site.fetch(TASKS, { headers: both }))).toEqual([
      401,
      "unauthenticated",
      true,
    ]);
    const good = await site.fetch(TASKS, { headers: { ...both, ...bearer(key) } });
    const { tasks } = await good.json<{ tasks: readonly { readonly id: string }[] }>();
    const { results } = await site.database
      .prepare("select org_id from tasks where id in (select value from json_each(?))")
      .bind(JSON.stringify(tasks.map(({ id }) => id)))
      .all<{ org_id: string }>();
    expect(new Set(results.map(({ org_id }) => org_id))).toEqual(new Set([ACME.id]));
  });
});

const send = (token: string, method: string, path: string, body?: string) =>
  site.fetch(path, {
    method,
    headers: bearer(token, body === undefined ? {} : { "content-type": "application/json" }),
    body: body ?? null,
  });

describe("a session token, sent by a program", () => {
  test("adds, changes and deletes in its organization, without a word on where it comes from", async () => {
    const { token } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    await site.clerk.clearRequests();
    const added = await send(token, "POST", TASKS, '{"title":"By hand"}');
    const { id } = await added.json<{ id: string }>();
    expect(added.status).toBe(201);
    const change = '{"version":1,"title":"By program"}';
    expect((await send(token, "PATCH", `${TASKS}/${id}`, change)).status).toBe(200);
    const { token: elsewhere } = await site.clerk.sessionFor({ userId: ADA.id, orgId: GLOBEX.id });
    expect((await send(elsewhere, "GET", `${TASKS}/${id}`)).status).toBe(404);
    expect((await send(token, "DELETE", `${TASKS}/${id}?version=2`)).status).toBe(204);
    expect(await site.clerk.requests()).toEqual([]);
  });

  const good = { sub: ADA.id, o: { id: ACME.id, rol: "admin", slg: "acme" } };

  test.each<[what: string, claims: Record<string, unknown>, header?: Record<string, string>]>([
    // As the Backend API makes them: a token that was made for no party may have been made for any.
    ["names no party", { azp: null }],
    ["is another party's", { azp: "https://evil.example" }],
    ["is of another instance", { iss: "https://clerk.elsewhere.example" }],
    ["has expired", { exp: Math.floor(Date.now() / 1000) - 60 }],
    ["is made from a template", {}, { cat: "cl_B7d4PD222AAA" }],
    ["is a machine's", { sub: "mch_1" }, { cat: "cl_B7d4PD333AAA" }],
  ])("is refused where it %s", async (_, claims, header = {}) => {
    expect((await send(await site.clerk.mint(good), "GET", TASKS)).status).toBe(200);
    const refused = await send(await site.clerk.mint({ ...good, ...claims }, header), "GET", TASKS);
    expect(await problemOf(refused)).toEqual([401, "unauthenticated", true]);
  });
});
