import { configurationOf } from "#clerk-local/configuration.ts";
import { readCookie } from "#clerk-local/cookies.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { DISPLAY_CONFIG } from "#clerk-local/environment.ts";
import type { ClientRecord, PersonRecord, SessionRecord } from "#clerk-local/state/records.ts";
import { activate, closeSession, liveSessions } from "#clerk-local/rules/sessions.ts";
import { holderOf, useTicket } from "#clerk-local/rules/ticket-use.ts";
import { readTicket, type Ticket } from "#clerk-local/tokens/tickets.ts";
import { cookieHeaders, findBrowser } from "./browser.ts";

type TicketStatus = "sign_in" | "sign_up" | "complete";

const PAGES = {
  sign_in: DISPLAY_CONFIG.sign_in_url,
  sign_up: DISPLAY_CONFIG.sign_up_url,
  complete: DISPLAY_CONFIG.home_url,
} as const satisfies Record<TicketStatus, string>;

/**
 * GET /v1/tickets/accept?ticket=…: the link of an invitation, opened by a browser (shared/internal/clerk-js/url.ts
 * knows its path). Sends it on to the invitation's `redirect_url`, else to a page of the site, with the ticket in
 * `__clerk_ticket` and in `__clerk_status` what is left to do there: `sign_in` for somebody who has an account,
 * `sign_up` for somebody who has none, and `complete` where the invited person is signed in already, is now a
 * member, and the organization is active. A sign-in token's link, which is the stand-in's own (console/actions.ts),
 * signs out first whoever else is there. Throws as `readTicket` and `holderOf` do.
 */
export async function acceptTicket(call: Call): Promise<Response> {
  const text = call.query.get("ticket") ?? "";
  const ticket = await readTicket(call, text);
  const { person, redirectUrl } = holderOf(call, ticket);
  const client = browserAtLink(call);
  const session = person === null || client === null ? null : sessionOf(call, client, person);
  if (ticket.kind === "sign_in_token" && session === null && client !== null) signOut(call, client);
  const status = session === null ? statusFor(person) : complete(call, ticket, session);
  const url = new URL(redirectUrl ?? PAGES[status], call.instance.appOrigin);
  url.searchParams.set("__clerk_status", status);
  url.searchParams.set("__clerk_ticket", text);
  const headers = client === null ? new Headers() : cookieHeaders(call, client);
  headers.set("location", url.href);
  headers.set("cache-control", "no-store");
  return new Response(null, { status: 303, headers });
}

/** A development browser opens a link without what clerk-js adds to calls, but its cookie is one of the site. */
function browserAtLink(call: Call): ClientRecord | null {
  const token = call.instance.isDevelopment ? readCookie(call.request, "__clerk_db_jwt") : null;
  return token === null ? findBrowser(call) : (call.tables.clients.where({ token })[0] ?? null);
}

function sessionOf(
  { tables, clock }: Call,
  client: ClientRecord,
  person: PersonRecord,
): SessionRecord | null {
  const live = liveSessions(tables, client.id, clock.nowMs);
  return live.find(({ userId }) => userId === person.id) ?? null;
}

function statusFor(person: PersonRecord | null): TicketStatus {
  return person === null ? "sign_up" : "sign_in";
}

function signOut({ tables, clock }: Call, client: ClientRecord): void {
  if (configurationOf(tables).multiSession) return;
  for (const session of liveSessions(tables, client.id, clock.nowMs))
    closeSession(tables, session, "removed");
}

/** A sign-in token stays as it is: whom it signs in is signed in. */
function complete(call: Call, ticket: Ticket, session: SessionRecord): TicketStatus {
  const person = call.tables.people.get(session.userId);
  const isUsed = person !== null && ticket.kind !== "sign_in_token";
  const orgId = isUsed ? useTicket(call, ticket, person) : ticket.orgId;
  if (orgId !== null) activate(call.tables, session, orgId);
  return "complete";
}
