import { createClerkClient } from "@clerk/backend";
import { isJson, parseJson, type Json } from "#clerk-local/json.ts";
import { ROLE_PERMISSIONS } from "#src/auth/roles.ts";
import type { Right } from "#src/auth/rights.ts";
import { FETCH } from "#test/support/api.ts";
import { ACME, ADA, GLOBEX, HUGO, MILO, NORA } from "#test/support/people.ts";
import { cookieHeader, withoutRefresh, type Headers } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";
import { newMember } from "./rows.ts";

export type Organization = { readonly id: string; readonly slug: string };

/** Who asks, and what a table of rights has to know of them. */
export type Caller = {
  readonly name: string;
  readonly kind: "anonymous" | "pending" | "person" | "member" | "machine";
  /** The organization of their token; null where it names none. */
  readonly home: Organization | null;
  readonly role: keyof typeof ROLE_PERMISSIONS | null;
  /** What the organization has made of them since their token was issued. */
  readonly since: "nothing" | "removed" | "demoted";
  readonly isImpersonated: boolean;
  /** Whether their person is in the other organization too. */
  readonly isInBoth: boolean;
  /** The organization that their addresses name whatever a cell is about; null: the cell's. */
  readonly addresses: Organization | null;
};

const NOBODY: Omit<Caller, "name"> = {
  kind: "anonymous",
  home: null,
  role: null,
  since: "nothing",
  isImpersonated: false,
  isInBoth: false,
  addresses: null,
};
const member = (name: string, home: Organization, role: NonNullable<Caller["role"]>): Caller => ({
  ...NOBODY,
  name,
  kind: "member",
  home,
  role,
});

/** A is Acme, B is Globex. */
export const CALLERS = [
  { ...NOBODY, name: "anonymous" },
  { ...NOBODY, name: "pending", kind: "pending" },
  { ...NOBODY, name: "without an organization", kind: "person" },
  member("A member", ACME, "org:member"),
  { ...member("A admin", ACME, "org:admin"), isInBoth: true },
  { ...member("A admin, in B a member", GLOBEX, "org:member"), isInBoth: true },
  member("B admin", GLOBEX, "org:admin"),
  { ...member("B admin at A's addresses", GLOBEX, "org:admin"), addresses: ACME },
  { ...member("removed member of A", ACME, "org:member"), since: "removed" },
  { ...member("demoted admin of A", ACME, "org:admin"), since: "demoted" },
  { ...member("impersonator of A's admin", ACME, "org:admin"), isImpersonated: true, isInBoth: true },
  { ...NOBODY, name: "machine of A", kind: "machine", home: ACME },
] as const satisfies readonly Caller[];

/** What the machine's key is for: some of what machines may do. */
export const MACHINE_SCOPES: readonly Right[] = ["tasks.read", "tasks.create", "reports.read"];

/** Younger than a token's life of a minute by as much as a request may take. */
const FRESH_MS = 30_000;

/** A caller as they are known to the site: their person, and the headers by which they call just now. */
export type Present = { readonly userId: string | null; readonly headers: () => Promise<Headers> };

/** All callers at the site's door, each by name. */
export async function gather(site: Site): Promise<ReadonlyMap<string, Present>> {
  const present = await Promise.all(
    CALLERS.map(async (caller): Promise<[string, Present]> => [caller.name, await arrive(site, caller)]),
  );
  return new Map(present);
}

async function arrive(site: Site, caller: Caller): Promise<Present> {
  if (caller.kind === "anonymous") return { userId: null, headers: () => Promise.resolve({}) };
  if (caller.kind === "machine") return arriveAsMachine(site);
  const userId = await personOf(site, caller);
  const status = caller.kind === "pending" ? "pending" : "active";
  const session = await site.clerk.sessionFor({ userId, orgId: caller.home?.id ?? null, status });
  const claims = lasting(session.token);
  const act = caller.isImpersonated ? { act: { iss: "https://dashboard.clerk.com", sub: NORA.id } } : {};
  let token = { text: "", atMs: 0 };
  const headers = async () => {
    if (Date.now() - token.atMs > FRESH_MS) {
      token = { text: await site.clerk.mint({ ...claims, ...act }), atMs: Date.now() };
    }
    const cookies = Object.entries(withoutRefresh(session.cookies)).map(([name, value]) => {
      return [name, name.startsWith("__session") ? token.text : value];
    });
    return { cookie: cookieHeader(Object.fromEntries(cookies)) };
  };
  await fall(site, caller, userId);
  return { userId, headers };
}

async function arriveAsMachine({ settings }: Site): Promise<Present> {
  const clerk = createClerkClient({
    secretKey: settings["CLERK_SECRET_KEY"] ?? "",
    apiUrl: settings["CLERK_API_URL"] ?? "",
    telemetry: { disabled: true },
  });
  const scopes = [...MACHINE_SCOPES];
  const { secret } = await clerk.apiKeys.create({ name: "Nightly", subject: ACME.id, scopes });
  return { userId: null, headers: () => Promise.resolve({ authorization: `Bearer ${secret}` }) };
}

const SEATS: Readonly<Record<string, string>> = {
  pending: NORA.id,
  "without an organization": NORA.id,
  "A member": MILO.id,
  "A admin": ADA.id,
  "A admin, in B a member": ADA.id,
  "B admin": HUGO.id,
  "B admin at A's addresses": HUGO.id,
  "impersonator of A's admin": ADA.id,
};

/** The cast's person, or one made for what becomes of them. */
async function personOf(site: Site, { name, home, role }: Caller): Promise<string> {
  const seated = SEATS[name];
  if (seated !== undefined) return seated;
  if (home === null || role === null) throw new Error(`nobody plays ${name}`);
  return newMember(site, { home, role, name });
}

/** What happens after the token was issued, to Clerk and to the mirror alike. */
async function fall(site: Site, { since, home }: Caller, userId: string): Promise<void> {
  if (home === null || since === "nothing") return;
  const seat = { orgId: home.id, userId };
  const now = Date.now();
  if (since === "removed") {
    await site.clerk.removeMember(seat);
    await site.database
      .prepare(
        "update memberships set deleted_at_ms = ?1, source_event_at_ms = ?1 where org_id = ?2 and user_id = ?3",
      )
      .bind(now, home.id, userId)
      .run();
    return;
  }
  await site.clerk.setRole({ ...seat, role: "org:member" });
  await site.database
    .prepare(
      "update memberships set role = 'org:member', source_event_at_ms = ?1 where org_id = ?2 and user_id = ?3",
    )
    .bind(now, home.id, userId)
    .run();
}

/** A token's claims less those of the moment, so that another can say the same later. */
function lasting(token: string): Json {
  const claims = parseJson(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  if (!isJson(claims)) throw new Error("a token says nothing");
  const { exp: _exp, iat: _iat, nbf: _nbf, jti: _jti, ...rest } = claims;
  return rest;
}

/**
 * What goes with what says who it is. A page is not asked for as a tab does, which Clerk's SDK would first lead to
 * the organization of its address (test/edge/state-machine has those cases).
 */
export const MANNERS: Headers = FETCH;
