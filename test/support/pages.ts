import type { Visit } from "#test/support/browser.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";

export type ShownPage = {
  readonly name: string;
  readonly path: string;
  readonly by: Visit;
  /** 200 when not given. */
  readonly status?: number;
};

const NOBODY: Visit = {};
const ADA_IN_ACME: Visit = { as: ADA, in: ACME };

/** Every page that people see; `{task}`, `{post}` and `{draft}` in a path stand for ones of Acme's. */
export const PAGES: readonly ShownPage[] = [
  { name: "the start page", path: "/", by: NOBODY },
  { name: "the start page of a member", path: "/", by: ADA_IN_ACME },
  { name: "sign-in", path: "/sign-in", by: NOBODY },
  { name: "sign-up", path: "/sign-up", by: NOBODY },
  { name: "a missing page", path: "/nowhere", by: NOBODY, status: 404 },
  { name: "the choice of organizations", path: "/me?notice=organization", by: { as: ADA } },
  { name: "the session page", path: "/me/session", by: { as: ADA } },
  { name: "the personal dashboard", path: "/dashboard", by: ADA_IN_ACME },
  { name: "the profile", path: "/profile", by: ADA_IN_ACME },
  { name: "an organization's dashboard", path: "/orgs/acme/dashboard?notice=added", by: ADA_IN_ACME },
  { name: "the posts", path: "/orgs/acme/posts?notice=pinned", by: ADA_IN_ACME },
  { name: "the drafts", path: "/orgs/acme/posts?status=draft", by: ADA_IN_ACME },
  { name: "a post", path: "/orgs/acme/posts/{post}", by: ADA_IN_ACME },
  { name: "a draft", path: "/orgs/acme/posts/{draft}", by: ADA_IN_ACME },
  { name: "the reports", path: "/orgs/acme/reports", by: ADA_IN_ACME },
  { name: "the activity", path: "/orgs/acme/activity", by: ADA_IN_ACME },
  { name: "the members", path: "/orgs/acme/members", by: ADA_IN_ACME },
  { name: "the members of a member", path: "/orgs/acme/members", by: { as: MILO, in: ACME } },
  {
    name: "the invitations",
    path: "/orgs/acme/members/invitations?notice=list-partly-taken&mend=1",
    by: ADA_IN_ACME,
  },
  { name: "the settings", path: "/orgs/acme/settings", by: ADA_IN_ACME },
  { name: "the integrations", path: "/orgs/acme/settings/integrations", by: ADA_IN_ACME },
  { name: "the integrations' own page", path: "/orgs/acme/integrations", by: ADA_IN_ACME },
  { name: "the admin page", path: "/admin", by: ADA_IN_ACME },
  { name: "the users", path: "/admin/users", by: ADA_IN_ACME },
  { name: "the billing page", path: "/billing", by: ADA_IN_ACME },
  { name: "a page that a member may not open", path: "/admin", by: { as: MILO, in: ACME }, status: 403 },
  { name: "the tasks", path: "/orgs/acme/tasks", by: ADA_IN_ACME },
  { name: "the tasks of a bad address", path: "/orgs/acme/tasks?status=open&q=%3F", by: ADA_IN_ACME },
  { name: "tasks that do not match", path: "/orgs/acme/tasks?q=zebra", by: { as: MILO, in: ACME } },
  { name: "a task", path: "/orgs/acme/tasks/{task}", by: ADA_IN_ACME },
];
