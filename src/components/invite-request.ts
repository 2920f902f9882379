import { formatMoment } from "#src/lib/time.ts";

/** What came of asking the site to invite somebody: what to say, and beside which field. */
export type InviteAnswer =
  | { readonly kind: "invited"; readonly sentence: string }
  | { readonly kind: "refused"; readonly errors: InviteErrors; readonly sentence: string | null };

export type InviteErrors = { readonly email?: string; readonly role?: string };

export type InviteRequest = {
  /** Which organization must be active for it. */
  readonly organization: string;
  readonly emailAddress: string;
  readonly role: string;
  /** The same each time that the same is sent. */
  readonly key: string;
};

/** Asks `POST /api/invite`; never throws. */
export async function requestInvite({ organization, key, ...body }: InviteRequest): Promise<InviteAnswer> {
  const headers = {
    "content-type": "application/json",
    "expected-organization": organization,
    "idempotency-key": key,
  };
  try {
    const response = await fetch("/api/invite", { method: "POST", headers, body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    return response.ok ? invited(answer) : refused(answer);
  } catch {
    return { kind: "refused", errors: {}, sentence: UNREACHABLE };
  }
}

const UNREACHABLE =
  "The site could not be reached, so it is not known whether that was done. Send it again: nobody is invited twice.";

function invited(answer: unknown): InviteAnswer {
  const { emailAddress, status, expectedAt } = fieldsOf(answer);
  const who = String(emailAddress);
  if (status === "sent") return { kind: "invited", sentence: `Invited ${who}.` };
  const when = typeof expectedAt === "string" ? `, about ${formatMoment(Date.parse(expectedAt))}` : "";
  return {
    kind: "invited",
    sentence: `The invitation of ${who} waits its turn and goes out by itself${when}.`,
  };
}

function refused(answer: unknown): InviteAnswer {
  const { detail, errors } = fieldsOf(answer);
  const { emailAddress, role } = fieldsOf(errors);
  const found = {
    ...(typeof emailAddress === "string" && { email: emailAddress }),
    ...(typeof role === "string" && { role }),
  };
  const isBeside = Object.keys(found).length > 0;
  const sentence = typeof detail === "string" ? detail : "That did not work. Try again in a moment.";
  return { kind: "refused", errors: found, sentence: isBeside ? null : sentence };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
