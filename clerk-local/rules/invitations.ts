/** What invitations into an organization and into the application have in common. */
import { wrongField } from "#clerk-local/errors.ts";
import type { Instance } from "#clerk-local/instance.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 365;
/** What one call may make (backend/api/endpoints/OrganizationApi.ts, InvitationApi.ts). */
export const MAX_BULK = 10;
/** Where the site's proxy serves the Frontend API on the site's own origin. */
const FRONTEND_API = "/__clerk/v1";

/** Marks what has expired by now, before a call sees it: lists and counts ask for the status alone. */
export function expireInvitations(tables: Tables, nowMs: number): void {
  const { invitations, organizationInvitations } = tables;
  for (const row of invitations.overdue(nowMs)) invitations.put({ ...row, status: "expired" });
  for (const row of organizationInvitations.overdue(nowMs)) {
    organizationInvitations.put({ ...row, status: "expired" });
  }
}

/** The link in the mail: through the Frontend API, which sends on to `redirect_url`. */
export function invitationLink({ appOrigin }: Instance, ticket: string): string {
  return `${appOrigin}${FRONTEND_API}/tickets/accept?ticket=${ticket}`;
}

/** When it expires; thirty days from now where no number of days is given. Throws on one that Clerk does not take. */
export function expiryOf(days: number | null, nowMs: number): number {
  const wanted = days ?? DEFAULT_DAYS;
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_DAYS) return nowMs + wanted * DAY_MS;
  const message = `expires_in_days must be a whole number from 1 to ${MAX_DAYS}.`;
  throw wrongField("form_param_value_invalid", "expires_in_days", message);
}

/** An address on the web, or a path of the site, made whole. Throws on anything else. */
export function redirectUrlOf(given: string | null, { appOrigin }: Instance): string | null {
  if (given === null || given === "") return null;
  const url = URL.canParse(given, appOrigin) ? new URL(given, appOrigin) : null;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url.href;
  throw wrongField("form_param_format_invalid", "redirect_url", "redirect_url must be a valid URL.");
}
