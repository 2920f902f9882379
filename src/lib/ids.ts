declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A Clerk organization id, `org_…`. Case matters: `org_2aBc` and `org_2abC` are two organizations. */
export type OrgId = Branded<"OrgId">;
/** A Clerk user id, `user_…`. */
export type UserId = Branded<"UserId">;
/** A task's id, `tsk_` and 26 characters (130 random bits). */
export type TaskId = Branded<"TaskId">;

const SHAPES = {
  org: /^org_[A-Za-z0-9]{3,64}$/,
  user: /^user_[A-Za-z0-9]{3,64}$/,
  task: /^tsk_[a-z2-7]{26}$/,
} as const;

export function parseOrgId(text: unknown): OrgId | null {
  // The pattern just checked is what the brand stands for.
  return typeof text === "string" && SHAPES.org.test(text) ? (text as OrgId) : null;
}

export function parseUserId(text: unknown): UserId | null {
  // As above.
  return typeof text === "string" && SHAPES.user.test(text) ? (text as UserId) : null;
}

export function parseTaskId(text: unknown): TaskId | null {
  // As above.
  return typeof text === "string" && SHAPES.task.test(text) ? (text as TaskId) : null;
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

export function newTaskId(): TaskId {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  const letters = Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join("");
  // Made of the alphabet that SHAPES.task names.
  return `tsk_${letters}` as TaskId;
}
