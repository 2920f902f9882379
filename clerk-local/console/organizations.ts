import type { Situation } from "#clerk-local/dispatch.ts";
import { shownSlug } from "#clerk-local/rules/organizations.ts";
import type { OrganizationRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { html, type Html } from "./html.ts";
import { id, table, time } from "./parts.ts";
import { nameOf, signInButton } from "./people.ts";

/** How many organizations the page shows. */
const SHOWN = 50;

/** Every organization, newest first, with its members and whom it waits for. */
export function organizationsPage({ tables }: Situation): Html {
  const all = tables.organizations.all().toReversed();
  if (all.length === 0) return html`<p class="empty">There is no organization: make one at the site.</p>`;
  const left = all.length - SHOWN;
  return html`${all.slice(0, SHOWN).map((organization) => section(tables, organization))}
  ${left > 0 ? html`<p class="note">${left} more are not shown.</p>` : null}`;
}

function section(tables: Tables, organization: OrganizationRecord): Html {
  const { id: orgId, name, createdAtMs } = organization;
  const invitations = tables.organizationInvitations.where({ orgId, status: "pending" });
  return html`<section aria-label="${name}">
    <h2>${name}</h2>
    <p class="note">
      ${shownSlug(tables, organization) ?? "no slug"} · ${id(orgId)} · since ${time(createdAtMs)} UTC
    </p>
    ${table({
      label: `Members of ${name}`,
      head: ["Member", "Be them there", "Role", "E-mail", "Since (UTC)"],
      rows: members(tables, organization),
      empty: "It has no member.",
    })}
    ${table({
      label: `Pending invitations of ${name}`,
      head: ["Invited", "Role", "Until (UTC)", "Id"],
      rows: invitations.map(({ email, role, expiresAtMs, id: invitationId }) => [
        email,
        role,
        time(expiresAtMs),
        id(invitationId),
      ]),
      empty: "No invitation is pending.",
    })}
  </section>`;
}

function members(tables: Tables, { id: orgId }: OrganizationRecord) {
  return tables.memberships.where({ orgId }).flatMap(({ userId, role, createdAtMs }) => {
    const person = tables.people.get(userId);
    if (person === null) return [];
    return [[nameOf(person), signInButton(person, orgId), role, person.email, time(createdAtMs)]];
  });
}
