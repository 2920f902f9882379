import { isGivenRole } from "#src/auth/roles.ts";
import { EMAIL_FIELD, ROLE_FIELD } from "#src/features/invitations/invitation-input.ts";
import { parseInvitationList, type ListEntry } from "#src/features/invitations/invitation-list.ts";
import { MAX_LISTED, type InvitationDraft } from "#src/features/invitations/invitation.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

const FIELDS = ["email", "role", "list", "listRole"] as const;

/** What was typed, to be shown again. */
export type TypedInvitations = Readonly<Record<(typeof FIELDS)[number], string>>;

/** One sentence for each field that will not do. */
export type InvitationErrors = { readonly [Name in (typeof FIELDS)[number]]?: string };

export const NOTHING_TYPED: TypedInvitations = { email: "", role: "", list: "", listRole: "" };

export function typedInvitations(form: FormData): TypedInvitations {
  const typed = FIELDS.map((name) => [name, form.get(name)]);
  const texts = typed.map(([name, value]) => [name, typeof value === "string" ? value : ""]);
  // The fields' own names.
  return Object.fromEntries(texts) as TypedInvitations;
}

export function parseInvitation(typed: TypedInvitations): Result<InvitationDraft, InvitationErrors> {
  const [email, role] = [EMAIL_FIELD.read(typed.email), ROLE_FIELD.read(typed.role)];
  if (email.ok && role.ok) return ok({ email: email.value, role: role.value });
  return fail({ ...(!email.ok && { email: email.reason }), ...(!role.ok && { role: role.reason }) });
}

/** The list that was typed, and behind it the one in a file. */
export async function parseListForm(form: FormData): Promise<Result<readonly ListEntry[], InvitationErrors>> {
  const { list, listRole } = typedInvitations(form);
  if (!isGivenRole(listRole)) return fail({ listRole: "Choose Member or Admin." });
  const file = form.get("file");
  const attached = file instanceof File ? await file.text() : "";
  const entries = parseInvitationList([list, attached].filter((text) => text !== "").join("\n"), listRole);
  return entries.ok ? entries : fail({ list: LIST_FAULTS[entries.reason] });
}

const LIST_FAULTS = {
  empty: "Paste some addresses, or choose a file that has some.",
  "too-long": `At most ${MAX_LISTED.toLocaleString("en")} addresses at a time: send the list in parts.`,
} as const;
