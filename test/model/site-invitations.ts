import { CAST } from "#clerk-local/seed.ts";
import { FETCH } from "#test/support/api.ts";
import type { CookieJar } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";
import type { Asked } from "./asked.ts";
import type { Kind } from "./commands.ts";
import type { Answer } from "./play.ts";
import { IS_DONE } from "./rules/rule.ts";
import type { Role, World } from "./world.ts";

type Call = { readonly path: string; readonly fields?: Record<string, string> };

/** What a person's own browser asks of Clerk, through the site's proxy as clerk-js does. */
export const INVITATION_CALLS: Partial<Record<Kind, (asked: Asked) => Call>> = {
  invite: ({ organizationId, personId, role }) => ({
    path: `organizations/${organizationId}/invitations`,
    fields: { email_address: emailOf(personId), role },
  }),
  "accept invitation": ({ invitationId }) => ({ path: `me/organization_invitations/${invitationId}/accept` }),
  "revoke invitation": ({ organizationId, invitationId }) => ({
    path: `organizations/${organizationId}/invitations/${invitationId}/revoke`,
  }),
};

/** Clerk's codes as the model says them. */
const CODES: Readonly<Record<string, string>> = {
  organization_not_found_or_unauthorized: "absent",
  organization_invitation_not_found: "absent",
  // The invitation outlives its organization.
  organization_invitation_to_deleted_organization: "absent",
  resource_not_found: "absent",
  authorization_invalid: "forbidden",
  missing_organization_permission: "forbidden",
  already_a_member_in_organization: "member already",
  organization_invitation_not_unique: "invited already",
};

export async function callClerk(site: Site, { path, fields = {} }: Call, jar: CookieJar): Promise<Answer> {
  const response = await site.fetch(`/__clerk/v1/${path}?_clerk_session_id=${sessionIn(jar)}`, {
    method: "POST",
    headers: {
      ...FETCH,
      cookie: jar.headerFor("/__clerk/"),
      origin: site.origin,
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(fields).toString(),
  });
  jar.store(response.headers.getSetCookie(), "/__clerk/");
  // The Frontend API's envelope.
  const { response: made, errors } = await response.json<{
    readonly response?: { readonly id: string };
    readonly errors?: readonly { readonly code: string }[];
  }>();
  const code = errors?.[0]?.code;
  if (code !== undefined) return { says: CODES[code] ?? code };
  return { says: IS_DONE, ...(made !== undefined && { id: made.id }) };
}

type Invitation = {
  readonly organizationId: string;
  readonly emailAddress: string;
  readonly role: Role;
};

/** The world's invitations, to be made at Clerk. */
export function firstInvitations({ organizations }: World): Invitation[] {
  return organizations.flatMap(({ id: organizationId, invited }) =>
    [...invited].map(([personId, { role }]) => ({ organizationId, emailAddress: emailOf(personId), role })),
  );
}

/** The session that a browser's token is of, as clerk-js names it with every call. */
function sessionIn(jar: CookieJar): string {
  const [, payload = ""] = (jar.get("__session") ?? "").split(".");
  // A session token's claims (clerk-local/tokens/session-token.ts).
  return (JSON.parse(Buffer.from(payload, "base64url").toString()) as { sid: string }).sid;
}

function emailOf(personId: string): string {
  const person = CAST.people.find(({ id }) => id === personId);
  return person?.email ?? `${personId.replace("user_", "")}@new.example`;
}
