import { ORGANIZATION_HEADER } from "#src/auth/expected-organization.ts";
import { ORGANIZATION_FIELD } from "#src/auth/form-organization.ts";
import { isApiPath } from "#src/lib/problem.ts";
import { withoutRandomParts } from "#test/support/html.ts";
import { countsOf, type Counts } from "#test/support/modules.ts";
import { GLOBEX } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";
import { MANNERS, type Caller, type Organization, type Present } from "./callers.ts";
import type { Cell, Place } from "./cells.ts";
import { otherThan } from "./rows.ts";

/** An answer as it came, and as another to the same question would look. */
export type Answer = {
  readonly path: string;
  readonly status: number;
  readonly location: string | null;
  readonly headers: { get: (name: string) => string | null };
  readonly text: string;
  /** All that a reader can see of it, less what was sent and what is random. */
  readonly bytes: string;
  /** The same with what is random, to look for canaries in. */
  readonly seen: string;
  readonly counts: Counts;
};

/** Whose rows are the caller's own; for who has no organization, those to which Acme's are foreign. */
export function homeOf({ home }: Caller): Organization {
  return home ?? GLOBEX;
}

export async function ask(site: Site, cell: Cell, { id, by }: { readonly id: string; readonly by: Present }) {
  const { method } = cell;
  const path = pathOf(cell, id);
  const { headers, body } = await sentWith(site, cell, { id, by });
  const response = await site.fetch(path, { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  const sent = [id, encodeURIComponent(id), ...namesOf(cell), path, encodeURIComponent(path)];
  const seen = withoutAll(
    [[...response.headers].filter(([name]) => name !== "x-tap").join("\n"), text].join("\n\n"),
    sent,
  );
  const answer: Answer = {
    path,
    status: response.status,
    location: response.headers.get("location"),
    headers: response.headers,
    text,
    bytes: `${response.status}\n${normalized(response.headers, text, sent)}`,
    seen,
    counts: countsOf(response.headers),
  };
  return answer;
}

/** Where a cell's request goes. */
function pathOf({ route, method, act, caller, place }: Cell, id: string): string {
  // A form is judged by its field: it is sent where its own organization's pages are.
  const own = caller.addresses ?? (caller.home === null ? otherThan(homeOf(caller)) : caller.home);
  const slug = method === "POST" || place === "none" ? own.slug : nameFor(place, homeOf(caller));
  const path = route
    .replace("[slug]", () => encodeURIComponent(slug))
    .replace("[id]", () => encodeURIComponent(id === "" ? "any" : id))
    .replace(/\/\[\.\.\.rest\]$/, "");
  const query = new URLSearchParams(act.query?.({ id })).toString();
  return query === "" ? path : `${path}?${query}`;
}

type Sent = { readonly id: string; readonly by: Present };

async function sentWith(site: Site, cell: Cell, { id, by }: Sent) {
  const { route, method, act, caller, place } = cell;
  const isApi = isApiPath(route);
  const named = place === "none" ? null : nameFor(place, homeOf(caller));
  const headers: Headers = { ...MANNERS, ...(await by.headers()) };
  if (isApi && named !== null) headers[ORGANIZATION_HEADER] = named;
  // A program has no origin to speak of.
  const isProgram = isApi && caller.kind === "machine";
  if (!["GET", "HEAD"].includes(method) && !isProgram) {
    Object.assign(headers, { origin: site.origin, "sec-fetch-site": "same-origin" });
  }
  if (act.json !== undefined) {
    return {
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(act.json({ id })),
    };
  }
  if (act.fields === undefined) return { headers };
  const fields = { ...act.fields({ id }), ...(named !== null && { [ORGANIZATION_FIELD]: named }) };
  return {
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  };
}

const ABSENT = { slug: "nowhere", id: "org_2oAbsentAbsentAbsentAbsent1" };

function nameFor(place: Exclude<Place, "none">, home: Organization): string {
  switch (place) {
    case "own":
      return home.slug;
    case "own by id":
      return home.id;
    case "foreign":
      return otherThan(home).slug;
    case "foreign by id":
      return otherThan(home).id;
    case "absent":
      return ABSENT.slug;
    case "absent by id":
      return ABSENT.id;
    case "malformed":
      return "No slug!";
  }
}

/** How the request names an organization, if not as its own. */
function namesOf({ place, caller }: Cell): string[] {
  if (place === "none" || place.startsWith("own")) return [];
  const name = nameFor(place, homeOf(caller));
  return [name, encodeURIComponent(name)];
}

/** The one place that says what of an answer is random, or only what was sent. */
function normalized(headers: Iterable<readonly [string, string]>, text: string, sent: readonly string[]) {
  const all = [...headers].filter(([name]) => !["date", "content-length", "x-tap"].includes(name));
  const requestId = all.find(([name]) => name === "x-request-id")?.[1];
  const lines = all.map(([name, value]) => {
    // A bookmark or a key, sealed anew each time.
    const said =
      name === "set-cookie" ? value.replace(/=[^;]*/, "=") : value.replaceAll(/'nonce-[^']+'/g, "nonce");
    return `${name}: ${said}`;
  });
  const whole = withoutAll([...lines.toSorted(), "", withoutRandomParts(text)].join("\n"), sent)
    // Of the caller's own token, which is another after half a minute.
    .replaceAll(/"(jti|iat|nbf|exp)":("\w+"|\d+)/g, "$1");
  return requestId === undefined ? whole : whole.replaceAll(requestId, "{request}");
}

function withoutAll(text: string, sent: readonly string[]): string {
  return sent
    .filter((each) => each !== "")
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, each) => rest.replaceAll(each, "{sent}"), text);
}
