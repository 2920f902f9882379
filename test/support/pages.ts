import type { Visit } from "#test/support/browser.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";

export type ShownPage = {
  readonly name: string;
  /** `{task}`, `{post}` and `{draft}` stand for ones of Acme's. */
  readonly path: string;
  /** 200 when not given. */
  readonly status?: number;
};

export type Reader = {
  readonly who: string;
  readonly by: Visit;
  readonly pages: readonly ShownPage[];
};

const ADA_IN_ACME: Visit = { as: ADA, in: ACME };

/** Every page that people see, by who reads it. */
export const READERS: readonly Reader[] = [
  {
    who: "whoever is new here",
    by: {},
    pages: [
      { name: "the start page", path: "/" },
      { name: "sign-in", path: "/sign-in" },
      { name: "sign-up", path: "/sign-up" },
      { name: "a missing page", path: "/nowhere", status: 404 },
    ],
  },
  {
    who: "a person in no organization",
    by: { as: ADA },
    pages: [
      { name: "the choice of organizations", path: "/me?notice=organization" },
      { name: "the session page", path: "/me/session" },
    ],
  },
  {
    who: "a member",
    by: { as: MILO, in: ACME },
    pages: [
      { name: "the members", path: "/orgs/acme/members" },
      { name: "a page that a member may not open", path: "/admin", status: 403 },
      { name: "tasks that do not match", path: "/orgs/acme/tasks?q=zebra" },
    ],
  },
  {
    who: "an admin at work",
    by: ADA_IN_ACME,
    pages: [
      { name: "the start page of a member", path: "/" },
      { name: "the personal dashboard", path: "/dashboard" },
      { name: "the profile", path: "/profile" },
      { name: "an organization's dashboard", path: "/orgs/acme/dashboard?notice=added" },
      { name: "the tasks", path: "/orgs/acme/tasks" },
      { name: "the tasks of a bad address", path: "/orgs/acme/tasks?status=open&q=%3F" },
      { name: "a task", path: "/orgs/acme/tasks/{task}" },
      { name: "the posts", path: "/orgs/acme/posts?notice=pinned" },
      { name: "the drafts", path: "/orgs/acme/posts?status=draft" },
      { name: "a post", path: "/orgs/acme/posts/{post}" },
      { name: "a draft", path: "/orgs/acme/posts/{draft}" },
    ],
  },
  {
    who: "an admin who looks after the organization",
    by: ADA_IN_ACME,
    pages: [
      { name: "the reports", path: "/orgs/acme/reports" },
      { name: "the activity", path: "/orgs/acme/activity" },
      { name: "the members", path: "/orgs/acme/members" },
      { name: "the invitations", path: "/orgs/acme/members/invitations?notice=list-partly-taken&mend=1" },
      { name: "the settings", path: "/orgs/acme/settings" },
      { name: "the integrations", path: "/orgs/acme/settings/integrations" },
      { name: "the integrations' own page", path: "/orgs/acme/integrations" },
      { name: "the admin page", path: "/admin" },
      { name: "the users", path: "/admin/users" },
      { name: "the billing page", path: "/billing" },
    ],
  },
];
