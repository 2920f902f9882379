/**
 * The rival that has nothing: the list of tasks by hand, as fast as a Worker can be that still checks the session
 * token's signature and claims, asks D1 the same questions in one batch and sends the same list.
 */
import { renderPage, type Page } from "./page.ts";
import { readSession, type Session } from "./session.ts";

type Bindings = {
  readonly DB: D1Database;
  readonly APP_ORIGIN: string;
  readonly CLERK_JWT_KEY: string;
};

export default {
  async fetch(request, env): Promise<Response> {
    const session = await readSession(request, {
      publicKey: env.CLERK_JWT_KEY,
      authorizedParty: env.APP_ORIGIN,
    });
    if (session === null) return new Response("Sign in first.", { status: 401 });
    const html = renderPage(await readPage(env.DB, session));
    return new Response(html, {
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" },
    });
  },
} satisfies ExportedHandler<Bindings>;

const ORGANIZATION =
  'select "name" as "name" from "organizations" where "organizations"."org_id" = ? limit ?';
const ROSTER =
  'select "memberships"."user_id" as "userId", "memberships"."role" as "role", "people"."name" as "name" from "memberships" inner join "people" on "people"."id" = "memberships"."user_id" where ("memberships"."org_id" = ? and ("memberships"."deleted_at_ms" is null)) order by "memberships"."user_id" asc limit ?';
const TASKS =
  'select "id" as "id", "title" as "title", "status" as "status", "assignee_id" as "assigneeId", "due_on" as "dueOn", "created_by" as "createdBy", "created_at_ms" as "createdAtMs", "version" as "version" from "tasks" where "tasks"."org_id" = ? order by "tasks"."created_at_ms" desc, "tasks"."id" desc limit ?';

async function readPage(database: D1Database, session: Session): Promise<Page> {
  const connection = database.withSession("first-unconstrained");
  const [organization, roster, tasks] = await connection.batch([
    connection.prepare(ORGANIZATION).bind(session.orgId, 1),
    connection.prepare(ROSTER).bind(session.orgId, 100),
    connection.prepare(TASKS).bind(session.orgId, 51),
  ]);
  // The columns that each statement names.
  const [named] = (organization?.results ?? []) as { name: string }[];
  return {
    session,
    name: named?.name ?? session.orgSlug,
    roster: (roster?.results ?? []) as Page["roster"],
    tasks: (tasks?.results ?? []) as Page["tasks"],
  };
}
