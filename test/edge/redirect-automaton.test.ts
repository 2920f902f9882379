import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PUBLIC_KEY_PEMS } from "#clerk-local/tokens/signing-key.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, GLOBEX } from "#test/support/people.ts";
import { type CookieJar, visit } from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";
import { AUTOMATON, ENDS, PAGES } from "./redirect-automaton.ts";
import { STATES, STATES_WITH_NEW_KEY } from "./redirect-states.ts";
import type { Cell, End } from "./redirect-table.ts";

const MOST_REDIRECTS = 3;

test("every state has an end at every page, within three redirects", () => {
  const states = [...Object.keys(STATES), ...Object.keys(STATES_WITH_NEW_KEY)];
  expect([...AUTOMATON.keys()].toSorted()).toEqual(states.toSorted());
  const paths = PAGES.map(({ path }) => path).toSorted();
  for (const [state, cells] of AUTOMATON) {
    expect(cells.map(({ page }) => page.path).toSorted(), state).toEqual(paths);
    for (const { redirects } of cells) {
      expect(Math.max(redirects.live, redirects.test), state).toBeLessThanOrEqual(MOST_REDIRECTS);
    }
  }
});

describe.each<[keys: Keys, states: typeof STATES, key: "first" | "second"]>([
  ["live", STATES, "first"],
  ["test", STATES, "first"],
  ["live", STATES_WITH_NEW_KEY, "second"],
  ["test", STATES_WITH_NEW_KEY, "second"],
])("with pk_%s keys, a document", (keys, states, key) => {
  let site: Site;
  let task: string;
  beforeAll(async () => {
    site = await startSite({ keys, jwtKey: PUBLIC_KEY_PEMS[key] });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
    task = await addTask(site.database, { title: "The task" });
  });
  afterAll(() => site.dispose());

  test.each(Object.entries(states))("ends where the automaton says: %s", async (state, enter) => {
    const cells = AUTOMATON.get(state) ?? [];
    const walks = [];
    await site.clerk.reset();
    const start = await enter(site);
    await site.clerk.mark();
    for (const { page } of cells) {
      const jar = start.copy();
      const { response, passed } = await visit(site, named(page.path), jar);
      walks.push({
        from: page.path,
        redirects: passed.length,
        to: plain(passed.at(-1) ?? named(page.path)),
        status: response.status,
        ...explained(await response.text()),
        active: activeIn(jar),
      });
      // A way through the Frontend API may have changed the session there.
      if (passed.some((path) => path.startsWith("/__clerk/"))) await site.clerk.goBack();
    }
    expect(walks).toEqual(cells.map((cell) => expected(cell)));
  });

  function expected({ page, redirects, end }: Cell) {
    const { path, status, says, notice, active }: End = end === "page" ? page : endOf(end);
    const asked = plain(named(page.path));
    return {
      from: page.path,
      redirects: redirects[keys],
      to: end === "page" ? asked : named(path ?? asked).replace("<asked>", encodeURIComponent(asked)),
      status: status ?? 200,
      heading: expect.stringContaining(says),
      notice: notice ?? null,
      active: active === undefined ? expect.anything() : (active ?? "none"),
    };
  }

  function named(path: string): string {
    return path.replace("<task>", task).replace("<acme>", ACME.id).replace("<globex>", GLOBEX.id);
  }
});

function endOf(name: string): End {
  const end = ENDS[name];
  if (end === undefined) throw new Error(`there is no end ${name}`);
  return end;
}

/** The address less its spelling and the nonce that a development instance leaves in it. */
function plain(address: string): string {
  return address.replace("%61", "a").replace(/[?&]__clerk_handshake_nonce=\w+/, "");
}

/** What a page says of itself: its one heading, and its notice if it has one. */
function explained(html: string): { readonly heading: string; readonly notice: string | null } {
  const [heading = "none", ...others] = textsOf(html, /<h1[^>]*>([^]*?)<\/h1>/g);
  const [notice = null] = textsOf(html, /role="status"[^>]*>[^]*?<p>([^]*?)<\/p>/g);
  return { heading: [heading, ...others].join(" and "), notice };
}

function textsOf(html: string, inside: RegExp): string[] {
  return Array.from(html.matchAll(inside), ([, text = ""]) => text.replaceAll(/<[^>]+>/g, "").trim());
}

/** The organization that the browser's session token names. */
function activeIn(jar: CookieJar): "acme" | "globex" | "none" | "nobody" {
  const payload = jar.get("__session")?.split(".")[1];
  if (payload === undefined) return "nobody";
  const text = Buffer.from(payload, "base64url").toString();
  if (text.includes(ACME.id)) return "acme";
  return text.includes(GLOBEX.id) ? "globex" : "none";
}
