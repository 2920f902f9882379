import { LATE_MS, type Act, type Recipes } from "./recipes.ts";
import type { Right } from "#src/auth/rights.ts";

const shown: readonly Act[] = [{ name: "show", right: null, done: 200 }];
const leads: readonly Act[] = [{ name: "lead on", right: null, done: 303 }];
const step = (act: string, right: Right): Act => ({
  name: act,
  right,
  thing: "task",
  fields: ({ id }) => ({ act, task: id, version: "1" }),
  done: 303,
  malformed: 400,
});

const create: Act = {
  name: "create, assigned",
  right: "tasks.create",
  thing: "member",
  fields: ({ id }) => ({
    act: "create",
    title: "Of the matrix",
    description: "",
    assignee: id,
    due: "",
  }),
  done: 303,
  missing: 422,
};
const filtered = (name: string): Act => ({
  name: `filter by ${name}`,
  right: null,
  thing: "member",
  query: ({ id }) => ({ [name]: id }),
  done: 200,
  missing: 200,
});
const search: Act = {
  name: "search",
  right: null,
  thing: "word",
  query: ({ id }) => ({ q: id }),
  done: 200,
  missing: 200,
};
const past = (thing: "task" | "published", pinned = ""): Act => ({
  name: "go on behind",
  right: null,
  thing,
  query: ({ id }) => ({ after: `${pinned}${LATE_MS}.${id}` }),
  done: 200,
  missing: 200,
});
const exported = (act: string, right: Right): Act => ({
  name: act,
  right,
  fields: () => ({ act }),
  done: 200,
});
const words = { title: "Of the matrix", body: "Its text." };

/** How to ask for each page, and for each thing that its forms do. */
export const PAGE_RECIPES: Recipes = {
  "/": { GET: shown },
  "/404": {
    GET: [{ name: "show", right: null, done: 404 }],
    POST: [{ name: "send a form", right: null, fields: () => ({ act: "none" }), done: 404 }],
  },
  "/sign-in/[...rest]": { GET: shown },
  "/sign-up/[...rest]": { GET: shown },
  "/dashboard": { GET: shown },
  "/profile": { GET: shown },
  "/me": { GET: shown },
  "/me/session": { GET: shown },
  "/orgs": { GET: leads },
  "/orgs/[slug]": { GET: leads },
  "/orgs/[slug]/dashboard": {
    GET: shown,
    POST: [create, step("start", "tasks.move"), step("delete", "tasks.delete")],
  },
  "/orgs/[slug]/tasks": {
    GET: [...shown, filtered("assignee"), search, past("task")],
    POST: [
      create,
      step("start", "tasks.move"),
      step("delete", "tasks.delete"),
      {
        name: "complete many",
        right: "tasks.complete-many",
        thing: "task",
        fields: ({ id }) => ({ act: "complete-many", task: id }),
        done: 303,
        missing: 303,
        malformed: 422,
      },
    ],
  },
  "/orgs/[slug]/tasks/[id]": {
    GET: [{ name: "show", right: "tasks.read", thing: "task", done: 200 }],
    POST: [
      {
        name: "edit",
        right: "tasks.edit",
        thing: "task",
        fields: ({ id }) => ({
          act: "edit",
          task: id,
          version: "1",
          title: "Edited",
          description: "",
        }),
        done: 303,
      },
      { ...step("start", "tasks.move"), malformed: 404 },
      { ...step("delete", "tasks.delete"), malformed: 404 },
      {
        name: "comment",
        right: "comments.add",
        thing: "task",
        fields: ({ id }) => ({ act: "comment", task: id, comment: "Of the matrix" }),
        done: 303,
      },
    ],
  },
  "/orgs/[slug]/posts": {
    GET: [
      ...shown,
      { name: "show drafts", right: null, query: () => ({ status: "draft" }), done: 200 },
      past("published", "0."),
    ],
    POST: [{ name: "draft", right: "posts.create", fields: () => ({ act: "draft", ...words }), done: 303 }],
  },
  "/orgs/[slug]/posts/[id]": {
    GET: [
      { name: "show", right: "posts.read", thing: "published", done: 200 },
      { name: "show a draft", right: "posts.edit", hides: true, thing: "draft", done: 200 },
    ],
    POST: [
      {
        name: "save a draft",
        right: "posts.edit",
        hides: true,
        thing: "draft",
        fields: () => ({ act: "save", version: "1", ...words }),
        done: 303,
      },
      ...(["publish", "delete"] as const).map((act): Act => ({
        name: `${act} a draft`,
        right: act === "publish" ? "posts.publish" : "posts.edit",
        // The page that says so is one of no post.
        hides: true,
        thing: "draft",
        fields: () => ({ act, version: "1" }),
        done: 303,
      })),
      ...(["pin", "unpublish", "delete"] as const).map((act): Act => ({
        name: `${act} a post`,
        right: act === "pin" ? "posts.pin" : "posts.publish",
        looksFirst: true,
        thing: "published",
        fields: () => ({ act, version: "1" }),
        done: 303,
      })),
    ],
  },
  "/orgs/[slug]/activity": {
    GET: [...shown, filtered("actor")],
    POST: [exported("export-csv", "activity.export"), exported("export-ndjson", "activity.export")],
  },
  "/orgs/[slug]/reports": {
    GET: shown,
    POST: [exported("export-csv", "reports.export"), exported("export-ndjson", "reports.export")],
  },
  "/orgs/[slug]/members": {
    GET: [...shown, filtered("after")],
    POST: ["org:admin", "remove"].map((act) => ({
      name: act === "remove" ? act : "give a role",
      right: "members.manage",
      thing: "seat",
      fields: ({ id }) => ({ act, member: id }),
      done: 303,
      malformed: 400,
    })),
  },
  "/orgs/[slug]/members/invitations": {
    GET: shown,
    POST: [
      {
        name: "dismiss",
        right: "members.manage",
        thing: "invitation",
        fields: ({ id }) => ({ act: "dismiss", invitation: id }),
        done: 303,
      },
    ],
  },
  "/orgs/[slug]/settings/[...rest]": { GET: shown },
  "/orgs/[slug]/integrations": {
    GET: shown,
    POST: [
      {
        name: "add",
        right: "integrations.manage",
        fields: () => ({ act: "add", label: "Of the matrix", url: "https://example.com/hook" }),
        done: 303,
      },
      {
        name: "remove",
        right: "integrations.manage",
        thing: "integration",
        fields: ({ id }) => ({ act: "remove", integration: id }),
        done: 303,
      },
    ],
  },
  "/admin": { GET: shown, POST: [exported("export-ndjson", "organization.export")] },
  "/admin/users": { GET: [...shown, filtered("after")] },
  "/billing": { GET: shown },
};
