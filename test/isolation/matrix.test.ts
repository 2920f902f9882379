import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { CANARY_FIELDS, plantCanaries, plantedRows, strayCanaries } from "#test/support/canaries.ts";
import { ACME, GLOBEX } from "#test/support/people.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { ask, homeOf } from "./ask.ts";
import { gather, type Present } from "./callers.ts";
import { cellsOf, changesRows, ROUTES, type Cell } from "./cells.ts";
import { expectedOf } from "./expectation.ts";
import { faultsOf, unequalAnswers, type Asked } from "./oracles.ts";
import { tallyOf } from "./tally.ts";
import { changedTables, fillEveryTable, rowFor, snapshot } from "./rows.ts";

/** A route has hundreds of cells, and a busy machine takes its time. */
const ROUTE_TIMEOUT_MS = 300_000;
/** Requests under way at once. */
const AT_ONCE = 8;

let site: Site;
let present: ReadonlyMap<string, Present>;
beforeAll(async () => {
  site = await startSite({ counted: true });
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 12 }), () => {});
  await site.clerk.configure({ maxAllowedMemberships: 1000 });
  await fillEveryTable(site.database);
  present = await gather(site);
  await plantCanaries(site.database);
});
const answered: Asked[] = [];
afterAll(async () => {
  await site.dispose();
  for (const line of tallyOf(answered, cellsOf(ROUTES).leftOut)) process.stdout.write(`${line}\n`);
});

test("every text of every tenant table has a canary in both organizations", async () => {
  const bare: string[] = [];
  for (const owner of [ACME, GLOBEX]) {
    for (const field of CANARY_FIELDS) {
      const rows = await plantedRows(site.database, owner, field);
      if (rows === null || rows === 0) bare.push(`${owner.slug}: ${field.table}.${field.column}`);
    }
  }
  expect(bare).toEqual([]);
});

describe("each caller gets what the tables say, and nothing of another organization, from", () => {
  test.each(ROUTES)("%s", { timeout: ROUTE_TIMEOUT_MS }, async (route) => {
    const { cells } = cellsOf([route]);
    const moving = cells.filter((cell) => changesRows(cell) && expectedOf(cell).outcome === "done");
    const still = cells.filter((cell) => !moving.includes(cell));
    const stillIds = await idsFor(still, { shared: true });
    const movingIds = await idsFor(moving, { shared: false });

    let before = await snapshot(site.database);
    const asked = await askAll(still, stillIds);
    answered.push(...asked);
    let after = await snapshot(site.database);
    const faults = [
      ...asked.flatMap(faultsOf),
      ...unequalAnswers(asked),
      ...changedTables(before, after, null).map((table) => `what was read or refused changed ${table}`),
    ];
    for (const home of [ACME, GLOBEX]) {
      before = after;
      const theirs = moving.filter(({ caller }) => homeOf(caller).id === home.id);
      const done = await askAll(theirs, movingIds);
      answered.push(...done);
      after = await snapshot(site.database);
      const changed = changedTables(before, after, home);
      faults.push(
        ...done.flatMap(faultsOf),
        ...changed.map((table) => `what was done elsewhere changed ${table}`),
      );
    }
    expect(faults).toEqual([]);
  });
});

test("nothing failed on the way, and no line of the log has a canary", () => {
  expect(site.lines.flatMap((line) => strayCanaries(line, null))).toEqual([]);
  expect(site.log).toEqual([]);
});

/** An id for each cell that is about a row: for those that change it, of one of its own. */
async function idsFor(cells: readonly Cell[], { shared }: { readonly shared: boolean }) {
  const ids = new Map<Cell, string>();
  const made = new Map<string, string>();
  for (const cell of cells) {
    const { act, caller, owner } = cell;
    if (act.thing === undefined || owner === "none") continue;
    const { userId } = presentOf(cell);
    const home = homeOf(caller);
    const key = [act.thing, owner, home.id, userId].join();
    const id = made.get(key) ?? (await rowFor(site, { thing: act.thing, owner, home, userId }));
    if (shared) made.set(key, id);
    ids.set(cell, id);
  }
  return ids;
}

async function askAll(cells: readonly Cell[], ids: ReadonlyMap<Cell, string>): Promise<Asked[]> {
  const asked: Asked[] = [];
  const waiting = [...cells.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, cell] = next;
      asked[at] = { cell, answer: await ask(site, cell, { id: ids.get(cell) ?? "", by: presentOf(cell) }) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return asked;
}

function presentOf({ caller }: Cell): Present {
  const found = present.get(caller.name);
  if (found === undefined) throw new Error(`${caller.name} is not here`);
  return found;
}
