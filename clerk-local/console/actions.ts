import type { Situation } from "#clerk-local/dispatch.ts";
import type { Fields } from "#clerk-local/fields.ts";
import { invitationLink } from "#clerk-local/rules/invitations.ts";
import { createSignInToken } from "#clerk-local/rules/sign-in-tokens.ts";

/** Does what a button asks, and answers where the browser goes then. */
type Action = (situation: Situation, fields: Fields) => Promise<string>;

/** A click is followed at once. */
const SIGN_IN_SECONDS = 60;

export const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ["/console/sign-in", signIn],
  ["/console/replay", replay],
]);

/** A link that leads to the site's sign-in page with a token for `user_id`, and `org_id` active where that is given. */
async function signIn(situation: Situation, fields: Fields): Promise<string> {
  const { token } = await createSignInToken(situation, {
    userId: fields.required("user_id"),
    orgId: fields.text("org_id"),
    lifetimeSeconds: SIGN_IN_SECONDS,
  });
  return invitationLink(situation.instance, token);
}

async function replay({ courier }: Situation, fields: Fields): Promise<string> {
  await courier.deliverNow([fields.required("id")], { atOnce: false });
  return "/console/webhooks";
}
