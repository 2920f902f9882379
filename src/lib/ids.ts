declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A Clerk organization id, `org_…`. Case matters: `org_2aBc` and `org_2abC` are two organizations. */
export type OrgId = Branded<"OrgId">;
/** A Clerk user id, `user_…`. */
export type UserId = Branded<"UserId">;
/** A machine's id at Clerk: an API key's, `ak_…`, or that of a service with tokens of its own, `mch_…`. */
export type MachineId = Branded<"MachineId">;
/** Whoever does something in an organization. */
export type ActorId = UserId | MachineId;
/** A task's id, `tsk_` and 26 characters (130 random bits). */
export type TaskId = Branded<"TaskId">;
/** The same for a comment, `cmt_…`. */
export type CommentId = Branded<"CommentId">;
/** The same for a post, `pst_…`. */
export type PostId = Branded<"PostId">;
/** The same for an integration, `int_…`. */
export type IntegrationId = Branded<"IntegrationId">;
/** The same for an invitation, `ivt_…`; Clerk has an id of its own for each that it has sent. */
export type InvitationId = Branded<"InvitationId">;

export const ID_SHAPES = {
  org: /^org_[A-Za-z0-9]{3,64}$/,
  user: /^user_[A-Za-z0-9]{3,64}$/,
  actor: /^(?:user|ak|mch)_[A-Za-z0-9]{3,64}$/,
  task: /^tsk_[a-z2-7]{26}$/,
  comment: /^cmt_[a-z2-7]{26}$/,
  post: /^pst_[a-z2-7]{26}$/,
  integration: /^int_[a-z2-7]{26}$/,
  invitation: /^ivt_[a-z2-7]{26}$/,
} as const;

export function isSessionId(value: unknown): value is string {
  return typeof value === "string" && /^sess_\w+$/.test(value);
}

export function parseOrgId(text: unknown): OrgId | null {
  // The pattern just checked is what the brand stands for.
  return typeof text === "string" && ID_SHAPES.org.test(text) ? (text as OrgId) : null;
}

export function parseUserId(text: unknown): UserId | null {
  // As above.
  return typeof text === "string" && ID_SHAPES.user.test(text) ? (text as UserId) : null;
}

export function parseMachineId(text: unknown): MachineId | null {
  const isOne = typeof text === "string" && ID_SHAPES.actor.test(text) && !ID_SHAPES.user.test(text);
  // As above.
  return isOne ? (text as MachineId) : null;
}

export function parseActorId(text: unknown): ActorId | null {
  return parseUserId(text) ?? parseMachineId(text);
}

/** What a machine is to people; null of a person. */
export function machineKind(id: ActorId): "API key" | "Machine" | null {
  if (id.startsWith("ak_")) return "API key";
  return id.startsWith("mch_") ? "Machine" : null;
}

export function parseTaskId(text: unknown): TaskId | null {
  // As above.
  return typeof text === "string" && ID_SHAPES.task.test(text) ? (text as TaskId) : null;
}

export function parseCommentId(text: unknown): CommentId | null {
  // As above.
  return typeof text === "string" && ID_SHAPES.comment.test(text) ? (text as CommentId) : null;
}

export function parsePostId(text: unknown): PostId | null {
  // As above.
  return typeof text === "string" && ID_SHAPES.post.test(text) ? (text as PostId) : null;
}

export function parseIntegrationId(text: unknown): IntegrationId | null {
  // As above.
  return typeof text === "string" && ID_SHAPES.integration.test(text) ? (text as IntegrationId) : null;
}

export function parseInvitationId(text: unknown): InvitationId | null {
  // As above.
  return typeof text === "string" && ID_SHAPES.invitation.test(text) ? (text as InvitationId) : null;
}

export function newTaskId(): TaskId {
  // Made of the alphabet that ID_SHAPES names, as are the others.
  return newId("tsk") as TaskId;
}

export function newCommentId(): CommentId {
  return newId("cmt") as CommentId;
}

export function newPostId(): PostId {
  return newId("pst") as PostId;
}

export function newIntegrationId(): IntegrationId {
  return newId("int") as IntegrationId;
}

export function newInvitationId(): InvitationId {
  return newId("ivt") as InvitationId;
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

function newId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  return `${prefix}_${Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join("")}`;
}
