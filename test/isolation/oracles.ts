import { isJson, parseJson } from "#clerk-local/json.ts";
import { strayCanaries } from "#test/support/canaries.ts";
import { ACME, GITA, GLOBEX, HUGO, MILO } from "#test/support/people.ts";
import type { Answer } from "./ask.ts";
import { changesRows, nameOf, type Cell } from "./cells.ts";
import { expectedOf, type Expected } from "./expectation.ts";

export type Asked = { readonly cell: Cell; readonly answer: Answer };

const MOST_STATEMENTS = 20;
/** Ids that no one outside of the organization may read. */
const IDS: readonly { readonly slug: string; readonly ids: readonly string[] }[] = [
  { slug: ACME.slug, ids: [ACME.id, MILO.id] },
  { slug: GLOBEX.slug, ids: [GLOBEX.id, GITA.id, HUGO.id] },
];

/** What is wrong with an answer, a line each. */
export function faultsOf({ cell, answer }: Asked): string[] {
  const expected = expectedOf(cell);
  const faults = [
    ...faultsOfStatus(expected, answer),
    ...faultsOfRedirect(cell, expected, answer),
    ...faultsOfForm(cell, expected, answer),
    ...strayCanaries(answer.seen, cell.caller.home).map((canary) => `shows ${canary}`),
    ...strayIds(cell, answer).map((id) => `shows ${id}`),
  ];
  return faults.map((fault) => `${nameOf(cell)}: ${fault} (${answer.path})`);
}

function faultsOfStatus({ status, code, allow }: Expected, answer: Answer): string[] {
  const isOther = answer.status !== status;
  const said = answer.headers.get("allow");
  return [
    ...(answer.status >= 500 ? [`answers ${answer.status}`] : []),
    ...(isOther ? [`answers ${answer.status}, not ${status}: ${answer.text.slice(0, 80)}`] : []),
    ...(allow !== undefined && said !== allow ? [`allows ${said}, not ${allow}`] : []),
    ...(code === undefined || answer.text === "" || codeOf(answer) === code
      ? []
      : [`says ${codeOf(answer)}, not ${code}`]),
  ];
}

function codeOf({ headers, text }: Answer): string {
  if (headers.get("content-type") !== "application/problem+json") return "no problem";
  const body = parseJson(text);
  return isJson(body) ? String(body["code"]) : "nothing";
}

function faultsOfRedirect({ caller }: Cell, { to }: Expected, { location, path }: Answer): string[] {
  const home = `/orgs/${caller.home?.slug}`;
  const places = {
    "sign-in": `/sign-in?redirect_url=${encodeURIComponent(path)}`,
    home: `${home}/dashboard?notice=organization`,
  };
  const wanted = to === "sign-in" || to === "home" ? places[to] : to;
  if (location === null) return typeof wanted === "string" ? [`leads nowhere, not to ${wanted}`] : [];
  const leavesHome = location.startsWith("/orgs/") && !location.startsWith(`${home}/`);
  return [
    ...(wanted !== undefined && wanted !== location
      ? [`leads to ${location.slice(0, 80)}, not to ${wanted}`]
      : []),
    ...(leavesHome ? [`leads to ${location.slice(0, 80)}, away from ${home}`] : []),
    ...(/^\/(?!\/)/.test(location) ? [] : [`leads off the site, to ${location.slice(0, 80)}`]),
  ];
}

function faultsOfForm(cell: Cell, { outcome }: Expected, { headers, text, counts }: Answer): string[] {
  const isIdle = changesRows(cell) && outcome === "done" && counts.changes === 0;
  const isKept = headers.get("cache-control") !== "private, no-store";
  // Whoever acts in another's name is told so on every page of the organization, and nobody else is.
  const isPage = cell.method === "GET" && cell.entry?.who === "member" && text.startsWith("<!DOCTYPE");
  const isTold = text.includes("You act in this person's name.");
  return [
    ...(isPage && isTold !== cell.caller.isImpersonated ? ["is wrong about who acts"] : []),
    ...(isKept ? ["may be kept by a cache"] : []),
    ...(cell.method === "HEAD" && text !== "" ? ["sends a body for HEAD"] : []),
    ...(isIdle ? ["changes nothing"] : []),
    ...(counts.statements.length > MOST_STATEMENTS ? [`asks ${counts.statements.length} statements`] : []),
  ];
}

function strayIds({ caller }: Cell, { seen }: Answer): string[] {
  const others = IDS.filter(({ slug }) => slug !== caller.home?.slug).flatMap(({ ids }) => ids);
  // Whoever is in both organizations knows both.
  const known = caller.isInBoth ? [ACME.id, GLOBEX.id] : [];
  return others.filter((id) => !known.includes(id) && seen.includes(id));
}

/** Answers that tell a foreign id from an absent one, by a byte or by what they asked of the database. */
export function unequalAnswers(asked: readonly Asked[]): string[] {
  const groups = new Map<string, Asked[]>();
  for (const each of asked) {
    const question = questionOf(each.cell);
    if (question !== null) groups.set(question, [...(groups.get(question) ?? []), each]);
  }
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : rest.flatMap((each) => differencesOf(first, each)),
  );
}

/** What is the same question whether the id is foreign or absent; null where it is neither. */
function questionOf(cell: Cell): string | null {
  const { caller, method, place, owner } = cell;
  const isWrongPlace = /^(foreign|absent|malformed)/.test(place);
  // Who is in both organizations may know that the form was the other's.
  if (isWrongPlace && method === "POST" && caller.isInBoth) return null;
  if (isWrongPlace) return nameOf({ ...cell, place: "absent", owner: "absent" });
  return owner === "foreign" || owner === "absent" ? nameOf({ ...cell, owner: "absent" }) : null;
}

function differencesOf(first: Asked, other: Asked): string[] {
  const [one, two] = [first.answer, other.answer];
  const statements = [one, two].map(({ counts }) => counts.statements.join("\n"));
  const told = `${nameOf(other.cell)} can be told from ${nameOf(first.cell)}`;
  return [
    ...(one.bytes === two.bytes ? [] : [`${told}: ${differenceOf(one.bytes, two.bytes)}`]),
    ...(statements[0] === statements[1] ? [] : [`${told}: by its statements`]),
  ];
}

function differenceOf(one: string, two: string): string {
  let at = 0;
  while (at < one.length && one[at] === two[at]) at += 1;
  const from = Math.max(0, at - 40);
  return `"${one.slice(from, at + 60)}" and "${two.slice(from, at + 60)}"`;
}
