import { LATE_MS, type Act, type Recipes } from "./recipes.ts";

const read: readonly Act[] = [{ name: "read", right: null, done: 200 }];
const NO_WORDS = { missing: 200, malformed: 422 } as const;

/** How to ask for each thing that the API does. */
export const API_RECIPES: Recipes = {
  "/api/me": { GET: read },
  "/api/admin/users": {
    GET: [
      ...read,
      {
        name: "go on behind",
        right: null,
        thing: "member",
        query: ({ id }) => ({ after: id }),
        done: 200,
        ...NO_WORDS,
      },
    ],
  },
  "/api/members/[id]": {
    PATCH: [
      {
        name: "give a role",
        right: "members.manage",
        thing: "seat",
        json: () => ({ role: "org:admin" }),
        done: 200,
      },
    ],
    DELETE: [{ name: "remove", right: "members.manage", thing: "seat", done: 204 }],
  },
  "/api/invite": {
    POST: [
      {
        name: "invite",
        right: "members.manage",
        // Whoever is invited cannot be invited again.
        json: () => ({ emailAddress: `${crypto.randomUUID()}@new.example`, role: "org:member" }),
        done: 200,
      },
    ],
  },
  "/api/tasks": {
    GET: [
      ...read,
      {
        name: "filter by assignee",
        right: null,
        thing: "member",
        query: ({ id }) => ({ assignee: id }),
        done: 200,
        ...NO_WORDS,
      },
      {
        name: "search",
        right: null,
        thing: "word",
        query: ({ id }) => ({ q: id }),
        done: 200,
        missing: 200,
      },
      {
        name: "go on behind",
        right: null,
        thing: "task",
        query: ({ id }) => ({ after: `${LATE_MS}.${id}` }),
        done: 200,
        ...NO_WORDS,
      },
    ],
    POST: [
      {
        name: "create, assigned",
        right: "tasks.create",
        thing: "member",
        json: ({ id }) => ({
          title: "Of the matrix",
          description: "",
          assignee: id,
          due: null,
        }),
        done: 201,
        missing: 422,
      },
    ],
  },
  "/api/tasks/[id]": {
    GET: [{ name: "read", right: "tasks.read", thing: "task", done: 200 }],
    PATCH: [
      {
        name: "edit",
        right: "tasks.edit",
        thing: "task",
        json: () => ({ version: 1, title: "Edited" }),
        done: 200,
      },
      {
        name: "complete",
        right: "tasks.move",
        thing: "task",
        json: () => ({ version: 1, status: "done" }),
        done: 200,
      },
    ],
    DELETE: [
      {
        name: "delete",
        right: "tasks.delete",
        thing: "task",
        query: () => ({ version: "1" }),
        done: 204,
      },
    ],
  },
  "/api/tasks/[id]/comments": {
    GET: [{ name: "read", right: "tasks.read", thing: "task", done: 200 }],
    POST: [
      {
        name: "comment",
        right: "comments.add",
        thing: "task",
        json: () => ({ body: "Of the matrix" }),
        done: 201,
      },
    ],
  },
  "/api/posts": {
    GET: [
      ...read,
      { name: "read drafts", right: null, query: () => ({ status: "draft" }), done: 200 },
      {
        name: "go on behind",
        right: null,
        thing: "published",
        query: ({ id }) => ({ after: `0.${LATE_MS}.${id}` }),
        done: 200,
        ...NO_WORDS,
      },
    ],
    POST: [
      {
        name: "draft",
        right: "posts.create",
        json: () => ({ title: "Of the matrix", body: "Its text." }),
        done: 201,
      },
      {
        name: "publish at once",
        right: "posts.publish",
        json: () => ({ title: "Of the matrix", body: "Its text.", status: "published" }),
        done: 201,
      },
    ],
  },
  "/api/posts/[id]": {
    GET: [
      { name: "read", right: "posts.read", thing: "published", done: 200 },
      { name: "read a draft", right: "posts.edit", hides: true, thing: "draft", done: 200 },
    ],
    PATCH: [
      {
        name: "edit a draft",
        right: "posts.edit",
        hides: true,
        thing: "draft",
        json: () => ({ version: 1, title: "Edited" }),
        done: 200,
      },
      {
        name: "publish a draft",
        right: "posts.publish",
        thing: "draft",
        json: () => ({ version: 1, status: "published" }),
        done: 200,
      },
      {
        name: "pin a post",
        right: "posts.pin",
        thing: "published",
        json: () => ({ version: 1, pinned: true }),
        done: 200,
      },
    ],
    DELETE: [
      {
        name: "delete a draft",
        right: "posts.edit",
        hides: true,
        thing: "draft",
        query: () => ({ version: "1" }),
        done: 204,
      },
      {
        name: "delete a post",
        right: "posts.publish",
        looksFirst: true,
        thing: "published",
        query: () => ({ version: "1" }),
        done: 204,
      },
    ],
  },
  "/api/reports": { GET: read },
  "/api/reports/tasks": { POST: [{ name: "export", right: "reports.export", done: 200 }] },
  "/api/reports/activity": {
    POST: [
      {
        name: "export",
        right: "activity.export",
        query: () => ({ format: "csv" }),
        done: 200,
      },
    ],
  },
  "/api/activity": {
    GET: [
      ...read,
      {
        name: "filter by actor",
        right: null,
        thing: "member",
        query: ({ id }) => ({ actor: id }),
        done: 200,
        ...NO_WORDS,
      },
    ],
  },
  "/api/openapi.json": { GET: read },
};
