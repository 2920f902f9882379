import type { activity } from "#src/db/schema.ts";
import type { Actor } from "#src/auth/caller.ts";
import { memberName, type RosterEntry } from "#src/features/organization/roster.ts";
import { machineKind, type ActorId } from "#src/lib/ids.ts";

export const SUBJECT_KINDS = ["task", "post", "integration", "report", "invitation", "member"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Everything that is written down, with what it is done to and how it reads after a person's name. */
export const ACTIONS = {
  "task.added": { subject: "task", label: "added the task" },
  "task.edited": { subject: "task", label: "edited the task" },
  "task.started": { subject: "task", label: "started the task" },
  "task.completed": { subject: "task", label: "completed the task" },
  "task.reopened": { subject: "task", label: "reopened the task" },
  "task.deleted": { subject: "task", label: "deleted the task" },
  "task.commented": { subject: "task", label: "commented on the task" },
  "post.drafted": { subject: "post", label: "drafted the post" },
  "post.edited": { subject: "post", label: "edited the post" },
  "post.published": { subject: "post", label: "published the post" },
  "post.unpublished": { subject: "post", label: "took back the post" },
  "post.pinned": { subject: "post", label: "pinned the post" },
  "post.unpinned": { subject: "post", label: "unpinned the post" },
  "post.deleted": { subject: "post", label: "deleted the post" },
  "integration.added": { subject: "integration", label: "added the integration" },
  "integration.removed": { subject: "integration", label: "removed the integration" },
  "invitation.sent": { subject: "invitation", label: "invited somebody as" },
  "invitation.revoked": { subject: "invitation", label: "took back an invitation as" },
  "member.promoted": { subject: "member", label: "gave the admin role to" },
  "member.demoted": { subject: "member", label: "gave the member role to" },
  "member.removed": { subject: "member", label: "removed the member" },
  "report.exported": { subject: "report", label: "exported the report" },
} as const satisfies Record<string, { readonly subject: SubjectKind; readonly label: string }>;

export type Action = keyof typeof ACTIONS;

export function isAction(text: string): text is Action {
  return Object.hasOwn(ACTIONS, text);
}

export type Details = Readonly<Record<string, string | number>>;

/** One thing that was done, as an act writes it down. */
export type Deed = {
  readonly actorId: ActorId;
  readonly action: Action;
  readonly details?: Details;
  readonly atMs: number;
};

/** Who a deed is written down under: a machine also by its name of then, since no mirror keeps it. */
export function signed(actor: Actor<unknown>): Pick<Deed, "actorId" | "details"> {
  if (actor.kind === "member") return { actorId: actor.userId };
  const { machineId: actorId, name } = actor;
  return name === null ? { actorId } : { actorId, details: { actorName: name } };
}

/** One row of the log. `action` is one of `ACTIONS`, unless a later version of the site wrote it. */
export type LoggedDeed = Omit<typeof activity.$inferSelect, "orgId" | "subjectGone">;

/** The same on a page: `subjectGone` is 1 once the thing that it was done to is deleted. */
export type ListedDeed = LoggedDeed & Pick<typeof activity.$inferSelect, "subjectGone">;

export const DEEDS_PER_PAGE = 50;
/** So many stand on a dashboard. */
export const LATEST_DEEDS = 6;

/** Which rows a list shows: all, those on one kind of thing or on one thing, one actor's, or theirs on a kind. */
export type ActivityFilter =
  | { readonly by: "all" }
  | { readonly by: "kind"; readonly kind: SubjectKind }
  | { readonly by: "subject"; readonly kind: SubjectKind; readonly id: string }
  | { readonly by: "actor"; readonly actorId: ActorId }
  | { readonly by: "actor-and-kind"; readonly actorId: ActorId; readonly kind: SubjectKind };

/** What is known of the thing as it was: its title, what became of it. Empty when it cannot be read. */
export function detailsOf({ details }: Pick<LoggedDeed, "details">): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(details);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

/** How people read who did it: `Nightly import (API key)` cannot be taken for a member of that name. */
export function actorName(roster: readonly RosterEntry[], deed: LoggedDeed): string {
  const kind = machineKind(deed.actorId);
  const { actorName: name } = detailsOf(deed);
  return kind !== null && typeof name === "string" ? `${name} (${kind})` : memberName(roster, deed.actorId);
}
