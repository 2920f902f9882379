import type { Situation } from "#clerk-local/dispatch.ts";
import { emailAddressesOf } from "#clerk-local/rules/email-addresses.ts";
import type { PersonRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { html, type Html } from "./html.ts";
import { button, id, table, time } from "./parts.ts";

/** Everybody, with a button to be each of them. */
export function peoplePage({ tables }: Situation): Html {
  return table({
    label: "People",
    head: ["Name", "Be them", "E-mail", "Organizations", "Last sign-in (UTC)", "Id"],
    rows: tables.people.all().map((person) => row(tables, person)),
    empty: "Nobody is here: sign up at the site.",
  });
}

export function nameOf({ firstName, lastName, email }: PersonRecord): string {
  return [firstName, lastName].filter((part) => part !== null && part !== "").join(" ") || email;
}

/** The person's name, or what is left of somebody who is gone. */
export function nameById(tables: Tables, userId: string): string {
  const person = tables.people.get(userId);
  return person === null ? userId : nameOf(person);
}

export function signInButton(person: PersonRecord, orgId: string | null): Html {
  const fields = { user_id: person.id, ...(orgId !== null && { org_id: orgId }) };
  return button("/console/sign-in", fields, { words: "Sign in", about: `as ${nameOf(person)}` });
}

function row(tables: Tables, person: PersonRecord) {
  const seats = tables.memberships.where({ userId: person.id }).map(({ orgId, role }) => {
    const name = tables.organizations.get(orgId)?.name ?? orgId;
    return html`<li>${name} <span class="faint">${role}</span></li>`;
  });
  const emails = emailAddressesOf(tables, person).map(({ email }) => html`<li>${email}</li>`);
  return [
    nameOf(person),
    signInButton(person, null),
    html`<ul>
      ${emails}
    </ul>`,
    seats.length === 0
      ? html`<span class="faint">none</span>`
      : html`<ul>
          ${seats}
        </ul>`,
    time(person.lastSignInAtMs),
    id(person.id),
  ];
}
