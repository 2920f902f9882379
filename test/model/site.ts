import { FETCH } from "#test/support/api.ts";
import { CookieJar, DOCUMENT, visit } from "#test/support/requests.ts";
import { WEBHOOK_ENDPOINT, type Site } from "#test/support/site.ts";
import type { Asked } from "./asked.ts";
import { canaryOf } from "./canary.ts";
import type { Kind } from "./commands.ts";
import { happen, startMirror } from "./mirror.ts";
import type { Answer, Product } from "./play.ts";
import { allPages } from "./queries.ts";
import { IS_DONE } from "./rules/rule.ts";
import { apiAnswer, formAnswer, pageOf, type Received } from "./site-answers.ts";
import { backendOf, DECISIONS, takeDown } from "./site-clerk.ts";
import { callClerk, firstInvitations, INVITATION_CALLS } from "./site-invitations.ts";
import { BY_API, BY_FORM, type Sent } from "./site-requests.ts";
import { newWorld, organizationById, type World } from "./world.ts";

type Browsers = Map<string, CookieJar>;

/** Sessions are made anew before their tokens, of a minute, can run out in a run. */
const FRESH_MS = 25_000;

/** The built Worker, by its API and its forms, with clerk-local for Clerk. */
export function siteProduct(site: Site): Product {
  let kept: Beginning | undefined;
  let browsers: Browsers = new Map();
  return {
    database: site.database,
    reset: async () => {
      const world = newWorld({ nowMs: Date.now(), hasEntry: true });
      if (kept === undefined || Date.now() - kept.atMs > FRESH_MS) kept = await begin(site, world);
      else await site.clerk.goBack();
      for (const { organizationId, id } of kept.invitations) {
        const { invited } = organizationById(world, organizationId);
        for (const [person, { role }] of invited) invited.set(person, { id, role });
      }
      browsers = new Map([...kept.cookies].map(([userId, cookies]) => [userId, new CookieJar(cookies)]));
      // These are not taken back.
      for (const { id } of await site.clerk.webhooks()) world.toldBefore.add(id);
      await startMirror(site.database, world);
      return world;
    },
    perform: async (asked, world) => {
      const { userId, orgId } = asked.actor;
      // Whose organization is gone has a token without it from the next one on.
      const leaveBehind = async () => {
        const gone = [...world.sessions].filter(([person, session]) => isOver(asked, person, session.orgId));
        for (const [person] of gone) browsers.set(person, new CookieJar(await signIn(site, person, null)));
      };
      const clerk = DECISIONS[asked.kind];
      if (clerk !== undefined) {
        const answer = await clerk(site, asked, world);
        if (answer.says === IS_DONE) await leaveBehind();
        return answer;
      }
      const jar = browsers.get(userId) ?? new CookieJar(await signIn(site, userId, orgId));
      const call = INVITATION_CALLS[asked.kind]?.(asked);
      if (call !== undefined) {
        const answer = await callClerk(site, call, jar);
        await takeDown(site, world);
        return answer;
      }
      if (asked.kind === "switch organization") return switchBy(site, { asked, world, jar });
      const answer = await send(site, { asked, world, jar });
      if (asked.kind === "give role" || asked.kind === "remove member") {
        await takeDown(site, world);
        if (answer.says === IS_DONE) await leaveBehind();
      }
      return answer;
    },
    judge: site.judge,
  };
}

/** What Clerk has at the beginning of every run. */
type Beginning = {
  readonly cookies: ReadonlyMap<string, Record<string, string>>;
  readonly invitations: readonly { readonly organizationId: string; readonly id: string }[];
  readonly atMs: number;
};

async function begin(site: Site, world: World): Promise<Beginning> {
  await site.clerk.reset();
  await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT, webhooksHeld: true });
  const cookies = new Map<string, Record<string, string>>();
  for (const userId of world.people)
    cookies.set(userId, await signIn(site, userId, world.sessions.get(userId)?.orgId ?? null));
  const { organizations } = backendOf(site);
  const wanted = firstInvitations(world).map((each) => organizations.createOrganizationInvitation(each));
  const invitations = await Promise.all(wanted);
  await site.clerk.mark();
  return { cookies, invitations, atMs: Date.now() };
}

async function signIn({ clerk }: Site, userId: string, orgId: string | null) {
  return (await clerk.sessionFor({ userId, orgId })).cookies;
}

function isOver({ kind, actor, organizationId, personId }: Asked, person: string, orgId: string): boolean {
  if (kind === "remove member") return orgId === actor.orgId && person === personId;
  if (orgId !== organizationId) return false;
  return kind === "delete organization" || (kind === "leave" && person === personId);
}

/** Opens a page of the organization, as a link to it does; answers whose page it is. */
async function switchBy(site: Site, { asked, world, jar }: Journey): Promise<Answer> {
  const { handle, kind, organizationId } = asked;
  // A page asks Clerk for what has not been heard; that is for other tests.
  const told = world.told.filter(({ orgId }) => orgId === organizationId);
  await site.clerk.deliverWebhooks({ ids: told.map(({ id }) => id) });
  const path = `/orgs/${handle}/tasks`;
  const { response, passed } = await visit(site, path, jar);
  const text = await response.text();
  const here = passed.at(-1)?.split("?")[0] ?? path;
  if (here !== path) return { says: "absent" };
  const owner = /name="org" value="(org_\w+)"/.exec(text)?.[1];
  return { says: response.status === 200 ? owner : `${kind}: ${response.status} ${text}` };
}

type Journey = { readonly asked: Asked; readonly world: World; readonly jar: CookieJar };

const LISTS: ReadonlySet<Kind> = new Set([
  "list tasks",
  "search tasks",
  "list comments",
  "list posts",
  "list members",
  "read log",
]);

async function send(site: Site, { asked, world, jar }: Journey): Promise<Answer> {
  const { kind } = asked;
  const request = (asked.byForm ? BY_FORM : BY_API)[kind];
  if (request === undefined) return happen(site.database, asked, world);
  const sent = request(asked, world);
  const ask = async (query: Record<string, string>) => {
    const received = await receive(site, { ...sent, query }, { asked, world, jar });
    noForeignText(received.text, { asked, world, jar });
    return received;
  };
  const first = await ask(sent.query ?? {});
  if (asked.byForm) return formAnswer(kind, first);
  if (!LISTS.has(kind) || first.status !== 200) return apiAnswer(kind, first);
  let given: Received | undefined = first;
  const rows = await allPages(null, async (after) => {
    const { text } = given ?? (await ask({ ...sent.query, ...(after !== null && { after }) }));
    given = undefined;
    return pageOf(kind, text);
  });
  return { says: kind === "list members" ? rows.toSorted() : rows };
}

async function receive(site: Site, sent: Sent, { asked, jar }: Journey): Promise<Received> {
  const { method, path, query = {}, form, body, key } = sent;
  const { expects } = asked;
  const response = await site.fetch(`${path}?${new URLSearchParams(query)}`, {
    method,
    headers: {
      ...(form === undefined ? FETCH : DOCUMENT),
      cookie: jar.header,
      ...(method !== "GET" && { origin: site.origin, "sec-fetch-site": "same-origin" }),
      ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(form === undefined && expects !== null && { "expected-organization": expects }),
      ...(key != null && { "idempotency-key": key }),
    },
    ...(form !== undefined && { body: new URLSearchParams(form.map((pair) => [...pair])).toString() }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  jar.store(response.headers.getSetCookie(), path);
  return { status: response.status, location: response.headers.get("location"), text: await response.text() };
}

/** Whatever is answered, it holds no text of another organization than the session's. */
function noForeignText(text: string, { asked, world }: Journey): void {
  const found = world.organizations.find(({ id }) => id !== asked.actor.orgId && text.includes(canaryOf(id)));
  if (found !== undefined)
    throw new Error(`${asked.kind} for ${asked.actor.orgId} is answered with text of ${found.id}`);
}
