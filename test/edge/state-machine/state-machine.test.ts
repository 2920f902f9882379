import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerOf, expectedAnswer } from "./answer.ts";
import { prepare, type Sent } from "./browser.ts";
import type { ClerkState, Verdict } from "./row.ts";
import { type Cell, cellsOf, GROUPS, LEFT_OUT, PROTOCOL } from "./rows.ts";
import { sdkFor } from "./sdk.ts";
import { readClaims } from "#clerk-local/tokens/session-token.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { factOf } from "#test/support/html.ts";
import { countsOf } from "#test/support/modules.ts";
import { ADA } from "#test/support/people.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";

describe.each<Keys>(["live", "test"])("with pk_%s keys", (keys) => {
  let site: Site;
  let askSdk: ReturnType<typeof sdkFor>;
  /** Whether clerk-local has been asked since its memory was cleared. */
  let isHeard = true;
  const written = new Set<string>();
  beforeAll(async () => {
    site = await startSite({ keys, counted: true });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 0 }), () => {});
    askSdk = sdkFor(site);
  });
  afterAll(() => site.dispose());

  const groups = Object.entries(GROUPS).map(([name, rows]) => [name, cellsOf(rows, keys)] as const);
  describe.each(groups.filter(([, cells]) => cells.length > 0))("%s:", (_, cells) => {
    test.each(cells.map((cell) => [titleOf(cell), cell] as const))("%s", async (_title, cell) => {
      const sent = await prepare(site, cell);
      if (isHeard || cell.row.holds.handshake !== undefined) await site.clerk.clearRequests();
      isHeard = reachesClerk(cell);
      await disturb(cell.row.clerk, sent);
      try {
        await answerIsAsExpected(cell, sent);
      } finally {
        await restore(cell.row.clerk);
      }
    });
  });

  test("of all these forms, those of people who were signed in are stored, each once", async () => {
    const { results } = await site.database.prepare("select title from tasks").all<{ title: string }>();
    expect(results.map(({ title }) => title).toSorted()).toEqual([...written].toSorted());
  });

  async function answerIsAsExpected(cell: Cell, sent: Sent): Promise<void> {
    const verdict = verdictOf(cell);
    const response = await site.fetch(sent.path, sent.init);
    const html = await response.text();
    const calls = countsOf(response.headers).subrequests === 0 ? [] : await callsToClerk();
    expect(answerOf(response, site.origin), html).toEqual(
      expectedAnswer(verdict, cell, { ...sent, origin: site.origin }),
    );
    expect(calls).toEqual((verdict.calls ?? []).map((call) => callOf(call, cell, sent)));
    if (response.status === 200) await pageIsAsExpected(html, verdict, { cell, sent });
    if (cell.kind === "form") formIsAsExpected(html, verdict, sent);
    const { clerk } = cell.row;
    const isClerkDown = typeof clerk === "object" && clerk.fault === "down";
    expect(await askSdk(sent, isClerkDown)).toEqual(verdict.alone);
  }

  async function callsToClerk(): Promise<string[]> {
    return (await site.clerk.requests()).map(({ method, path, query }) => `${method} ${path}?${query}`);
  }

  async function pageIsAsExpected(
    html: string,
    { role, ends, cameBy }: Verdict,
    { cell, sent }: { readonly cell: Cell; readonly sent: Sent },
  ): Promise<void> {
    if (ends.kind !== "signed in") return;
    expect(html).toMatch(new RegExp(`Your role: <strong[^>]*>${role ?? "(Admin|Member)"}<`));
    if (cell.kind !== "document" && cell.kind !== "fetch") return;
    const own = await site.fetch("/me/session", { headers: sent.headers });
    const carrier = cell.carrier === "bearer" ? "authorization header" : "session cookie";
    expect(factOf(await own.text(), "Came by")).toBe(cameBy ?? carrier);
  }

  /** Written for who is signed in, which is looked at in the end; for others what was typed is there again. */
  function formIsAsExpected(html: string, { ends }: Verdict, { title }: Sent): void {
    if (ends.kind === "signed in") written.add(title);
    if (ends.kind === "signed out") expect(html).toContain(title);
  }

  async function disturb(state: ClerkState | undefined, { session }: Sent): Promise<void> {
    if (state === "revoked session") await site.clerk.revokeSession(session.sessionId);
    else if (state === "rotated key") await site.clerk.rotateKey();
    else if (state !== undefined) {
      await site.clerk.fault({ api: "backend", kind: state.fault, path: "/v1/sessions/" });
    }
  }

  async function restore(state: ClerkState | undefined): Promise<void> {
    if (state === "rotated key") await site.clerk.configure({ signingKey: "first" });
    else if (typeof state === "object") await site.clerk.fault(null);
  }
});

test("every row of the protocol has a row here, or a reason why not", () => {
  const numbers = new Set(
    Object.values(GROUPS).flatMap((rows) => rows.flatMap(({ number }) => number.split(", "))),
  );
  expect(PROTOCOL.filter((number) => !numbers.has(number)).toSorted()).toEqual(
    Object.keys(LEFT_OUT).toSorted(),
  );
  expect([...numbers].filter((number) => !PROTOCOL.includes(number))).toEqual([]);
});

/** Also where only the SDK does, asked alone. */
function reachesClerk(cell: Cell): boolean {
  const { refresh, handshake, token } = cell.row.holds;
  const askedAlone = refresh !== undefined || handshake !== undefined || typeof token === "string";
  return askedAlone || verdictOf(cell).calls !== undefined;
}

function verdictOf({ row, carrier, kind }: Cell): Verdict {
  const verdict = (carrier === "bearer" ? row.bearer : row.cookie)?.[kind];
  if (verdict === undefined) throw new Error(`${row.when}: nothing is expected of ${carrier}, ${kind}`);
  return verdict;
}

function titleOf({ row, carrier, kind }: Cell): string {
  return `${row.number}: ${row.when} (${carrier}, ${kind})`;
}

function callOf(
  call: NonNullable<Verdict["calls"]>[number],
  { row, carrier }: Cell,
  { token }: Sent,
): string {
  switch (call) {
    case "nonce":
      return "GET /v1/clients/handshake_payload?";
    case "memberships":
      return `GET /v1/users/${row.who?.userId ?? ADA.id}/organization_memberships?limit=100`;
    case "refresh": {
      const sessionId = readClaims(token ?? "")?.["sid"];
      return `POST /v1/sessions/${String(sessionId)}/refresh?${carrier === "suffixed" ? "suffixed_cookies=true" : ""}`;
    }
  }
}
