import { plainPage } from "#src/lib/plain-page.ts";

/** By the codes of Clerk's answer to a link that it does not take. */
const SENTENCES: Readonly<Record<string, string>> = {
  organization_invitation_already_accepted: "It has been accepted before. Sign in to go to the organization.",
  organization_invitation_revoked_code: "It has been taken back, or was sent again by another mail.",
  organization_invitation_to_deleted_organization: "The organization that it was for is no more.",
  ticket_expired_code: "It is too old.",
};
const CURE = "Ask whoever invited you to send another one.";

/** The page of a link that Clerk refuses, which itself answers JSON; with Clerk's status. */
export async function deadInvitation(refusal: Response): Promise<Response> {
  const reason = SENTENCES[await codeOf(refusal)];
  const page = plainPage({
    title: "This invitation cannot be used",
    heading: "This invitation cannot be used",
    sentences: reason === undefined ? [CURE] : [reason, CURE],
    link: { path: "/sign-in", label: "Sign in" },
  });
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" };
  return new Response(page, { status: refusal.status, headers });
}

/** The code in Clerk's error envelope; empty where it is none. */
async function codeOf(refusal: Response): Promise<string> {
  try {
    const { errors } = await refusal.json<{ readonly errors?: readonly { readonly code?: unknown }[] }>();
    const code = errors?.[0]?.code;
    return typeof code === "string" ? code : "";
  } catch {
    return "";
  }
}
