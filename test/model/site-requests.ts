import { ORGANIZATION_FIELD } from "#src/auth/form-organization.ts";
import { TASK_STEPS } from "#src/features/tasks/task.ts";
import type { Asked } from "./asked.ts";
import type { Kind } from "./commands.ts";
import { taskQuery } from "./queries.ts";
import { deedsBy, kindOf } from "./rules/organizations.ts";
import { postStatusOf, postStepOf } from "./rules/posts.ts";
import { stepOf } from "./rules/tasks.ts";
import type { World } from "./world.ts";

/** One request as a person's page or program sends it; `form` goes as a form, `body` as JSON. */
export type Sent = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly form?: readonly (readonly [string, string])[];
  readonly body?: unknown;
  readonly key?: string | null;
};

type Request = (asked: Asked, world: World) => Sent;

/** What each kind of command is on the wire, by the API. */
export const BY_API: Partial<Record<Kind, Request>> = {
  "add task": (asked) => post("/api/tasks", taskBody(asked), asked.key),
  "edit task": (asked) => patch(`/api/tasks/${asked.id}`, { ...taskBody(asked), version: asked.version }),
  "move task": (asked) =>
    patch(`/api/tasks/${asked.id}`, { version: asked.version, status: TASK_STEPS[stepOf(asked)].to }),
  "delete task": ({ id, version }) => ({
    ...get(`/api/tasks/${id}`, versionQuery(version)),
    method: "DELETE",
  }),
  "read task": ({ id }) => get(`/api/tasks/${id}`),
  "list tasks": (asked, world) => get("/api/tasks", taskQuery(world, asked)),
  "search tasks": (asked, world) => get("/api/tasks", taskQuery(world, asked)),
  comment: ({ id, text, key }) => post(`/api/tasks/${id}/comments`, { body: text }, key),
  "list comments": ({ id }) => get(`/api/tasks/${id}/comments`),
  "draft post": (asked) => post("/api/posts", postBody(asked), asked.key),
  "add published post": (asked) => post("/api/posts", { ...postBody(asked), status: "published" }, asked.key),
  "edit post": (asked) => patch(`/api/posts/${asked.id}`, { ...postBody(asked), version: asked.version }),
  "move post": (asked) => patch(`/api/posts/${asked.id}`, { version: asked.version, ...postStepBody(asked) }),
  "delete post": ({ id, version }) => ({
    ...get(`/api/posts/${id}`, versionQuery(version)),
    method: "DELETE",
  }),
  "read post": ({ id }) => get(`/api/posts/${id}`),
  "list posts": (asked) => get("/api/posts", { status: postStatusOf(asked) }),
  "list members": () => get("/api/admin/users"),
  "read log": (asked, world) => {
    const [kind, actor] = [kindOf(asked), deedsBy(world, asked)];
    return get("/api/activity", { ...(kind !== null && { kind }), ...(actor !== null && { actor }) });
  },
  "read report": () => get("/api/reports"),
  "export tasks": () => ({ method: "POST", path: "/api/reports/tasks" }),
  "export log": () => ({ method: "POST", path: "/api/reports/activity" }),
  "give role": ({ personId, role }) => patch(`/api/members/${personId}`, { role }),
  "remove member": ({ personId }) => ({ method: "DELETE", path: `/api/members/${personId}` }),
  "list integrations": ({ actor }) => get(`/orgs/${actor.orgId ?? "acme"}/integrations`),
};

/** The same by the forms of the pages. */
export const BY_FORM: Partial<Record<Kind, Request>> = {
  "add task": (asked) => form(asked, "tasks", { act: "create", ...typedTask(asked), ...keyOf(asked) }),
  "edit task": (asked) => taskForm(asked, { act: "edit", ...typedTask(asked) }),
  "move task": (asked) => taskForm(asked, { act: stepOf(asked) }),
  "delete task": (asked) => taskForm(asked, { act: "delete" }),
  comment: (asked) => taskForm(asked, { act: "comment", comment: asked.text, ...keyOf(asked) }),
  "complete many": (asked) => {
    const sent = form(asked, "tasks", { act: "complete-many" });
    return { ...sent, form: [...(sent.form ?? []), ...asked.ids.map((id) => ["task", id] as const)] };
  },
  "draft post": (asked) => form(asked, "posts", { act: "draft", ...typedPost(asked), ...keyOf(asked) }),
  "edit post": (asked) => postForm(asked, { act: "save", ...typedPost(asked) }),
  "move post": (asked) => postForm(asked, { act: postStepOf(asked) }),
  "delete post": (asked) => postForm(asked, { act: "delete" }),
  "add integration": (asked) =>
    form(asked, "integrations", { act: "add", label: asked.title, url: "https://example.com/" }),
  "remove integration": (asked) => form(asked, "integrations", { act: "remove", integration: asked.id }),
  "give role": (asked) => form(asked, "members", { act: asked.role, member: asked.personId }),
  "remove member": (asked) => form(asked, "members", { act: "remove", member: asked.personId }),
  "export tasks": (asked) => form(asked, "reports", { act: "export-ndjson" }),
  "export log": (asked) => form(asked, "activity", { act: "export-ndjson" }),
  "export everything": (asked) => ({ ...form(asked, "", { act: "export-ndjson" }), path: "/admin" }),
};

function get(path: string, query: Record<string, string> = {}): Sent {
  return { method: "GET", path, query };
}

function post(path: string, body: unknown, key: string | null): Sent {
  return { method: "POST", path, body, key };
}

function patch(path: string, body: unknown): Sent {
  return { method: "PATCH", path, body };
}

function form({ actor, expects }: Asked, page: string, fields: Record<string, string>): Sent {
  const named = { [ORGANIZATION_FIELD]: expects ?? actor.orgId ?? "", ...fields };
  return { method: "POST", path: `/orgs/${actor.orgId ?? "acme"}/${page}`, form: Object.entries(named) };
}

function taskForm(asked: Asked, fields: Record<string, string>): Sent {
  const { id, version } = asked;
  return form(asked, `tasks/${id}`, { task: id, version: String(version), ...fields });
}

function postForm(asked: Asked, fields: Record<string, string>): Sent {
  return form(asked, `posts/${asked.id}`, { version: String(asked.version), ...fields });
}

function keyOf({ key }: Asked): Record<string, string> {
  return key === null ? {} : { key };
}

function versionQuery(version: number) {
  return { version: String(version) };
}

function taskBody({ title, text: description, assigneeId: assignee, dueOn: due }: Asked) {
  return { title, description, assignee, due };
}

function typedTask({ title, text: description, assigneeId, dueOn }: Asked) {
  return { title, description, assignee: assigneeId ?? "", due: dueOn ?? "" };
}

function postBody({ title, text: body }: Asked) {
  return { title, body };
}

const typedPost = postBody;

function postStepBody(asked: Asked): Record<string, unknown> {
  const step = postStepOf(asked);
  if (step === "pin" || step === "unpin") return { pinned: step === "pin" };
  return { status: step === "publish" ? "published" : "draft" };
}
