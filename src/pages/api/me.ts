import type { APIRoute } from "astro";
import { requirePerson } from "#src/auth/caller.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import { readMe } from "#src/features/profile/read-me.ts";
import { problem } from "#src/lib/problem.ts";

/** The person behind the session, their organizations, and what they may do in the active one. */
export const GET: APIRoute = async (context) => {
  const caller = requirePerson(context.locals.caller);
  const me = await readMe(context, caller);
  if (!me.ok) return problem("unavailable", { headers: { "retry-after": "10" } });
  const { id, name, email } = me.value.person;
  return Response.json({
    person: { id, name, email },
    organizations: me.value.organizations,
    active: caller.kind === "member" ? activeOf(caller.tenant) : null,
  });
};

function activeOf({ orgId, orgSlug, role, permissions }: Tenant) {
  return { id: orgId, slug: orgSlug, role, permissions };
}
