import { SUBJECT_KINDS } from "#src/features/activity/activity.ts";
import { MAX_INTEGRATIONS } from "#src/features/integrations/integration.ts";
import type { Asked } from "#test/model/asked.ts";
import { A_PAGE, furnish } from "#test/model/furnish.ts";
import { type Deed, type Organization, type World } from "#test/model/world.ts";
import { IS_DONE, isAdmin, log, own, type Rule } from "./rule.ts";

const TODAY_MS = 24 * 60 * 60 * 1000;

export function kindOf({ status }: Asked): (typeof SUBJECT_KINDS)[number] | null {
  return status === null ? null : (SUBJECT_KINDS[status] ?? null);
}

/** Whose part of the log is asked for; null where everybody's is. */
export function deedsBy({ people }: World, { personId }: Asked): string | null {
  return people.includes(personId) ? personId : null;
}

/** What an organization has beside tasks and posts. */
export const ORGANIZATION_RULES = {
  "add integration": (world, asked) => {
    if (!isAdmin(asked)) return { says: "forbidden" };
    const organization = own(world, asked);
    if (organization.integrations.length >= MAX_INTEGRATIONS) return { says: "full" };
    return {
      says: IS_DONE,
      effect: (id) => {
        organization.integrations.push({ id, label: asked.title });
        log(organization, asked, { action: "integration.added", subjectId: id, title: asked.title });
      },
    };
  },
  "remove integration": (world, asked) => {
    if (!isAdmin(asked)) return { says: "forbidden" };
    const organization = own(world, asked);
    const found = organization.integrations.find(({ id }) => id === asked.id);
    if (found === undefined) return { says: "absent" };
    return {
      says: IS_DONE,
      effect: () => {
        const { id: subjectId, label: title } = found;
        log(organization, asked, { action: "integration.removed", subjectId, title });
        organization.integrations = organization.integrations.filter((each) => each !== found);
        world.gone.push(subjectId);
      },
    };
  },
  "list integrations": (world, asked) => {
    if (!isAdmin(asked)) return { says: "forbidden" };
    return {
      says: own(world, asked)
        .integrations.map(({ id, label }) => `${id} ${label}`)
        .toSorted(),
    };
  },
  "list members": (world, asked) => {
    const { mirror } = own(world, asked);
    // The API's list is for admins; a page shows every member the others.
    if (world.hasEntry && !isAdmin(asked)) return { says: "forbidden" };
    const here = [...mirror.seats].filter(([, { isGone }]) => !isGone);
    return { says: here.map(([id, { role }]) => `${id} ${role}`).toSorted() };
  },
  "read log": (world, asked) => {
    const kind = kindOf(asked);
    const by = deedsBy(world, asked);
    const numbered = own(world, asked).log.map((deed, at) => ({ ...deed, seq: at + 1 }));
    const told = numbered.filter(
      ({ action, actorId }) =>
        (kind === null || subjectOf(action) === kind) && (by === null || actorId === by),
    );
    return { says: told.toReversed().map(shownDeed) };
  },
  "read report": (world, asked) => {
    const organization = own(world, asked);
    const today = new Date(world.nowMs).toISOString().slice(0, 10);
    const overdue = organization.tasks.filter(
      ({ status, dueOn }) => status !== "done" && dueOn !== null && dueOn < today,
    );
    return { says: { ...countsOf(organization), overdue: overdue.length } };
  },
  "export tasks": (world, asked) =>
    exported(own(world, asked), asked, ({ tasks }) => tasks.map(({ id }) => id)),
  "export log": (world, asked) =>
    exported(own(world, asked), asked, ({ log: deeds }) => [
      ...deeds.map((deed, at) => shownDeed({ ...deed, seq: at + 1 })),
      shownDeed({ ...exportDeed(asked), seq: deeds.length + 1 }),
    ]),
  "export everything": (world, asked) =>
    exported(own(world, asked), asked, ({ tasks, comments, posts, integrations }) =>
      [...tasks, ...comments, ...posts, ...integrations].map(({ id }) => id),
    ),
  "run jobs": (world) => ({
    says: IS_DONE,
    effect: () => {
      for (const organization of world.organizations) organization.sealed = organization.log.length;
    },
  }),
  "fill organization": (world, asked) => {
    const organization = own(world, asked);
    if (organization.tasks.length >= A_PAGE) return { says: "full" };
    return { says: IS_DONE, effect: () => furnish(world, organization, A_PAGE) };
  },
  "let time pass": (world, { hours }) => ({
    says: IS_DONE,
    effect: () => {
      world.nowMs += (hours / 24) * TODAY_MS;
    },
  }),
} satisfies Record<string, Rule>;

export function shownDeed({
  seq,
  action,
  actorId,
  subjectId,
  title,
}: Deed & { readonly seq: number }): string {
  return `${seq} ${action} ${actorId} ${subjectId} ${title}`;
}

/** Counted, as triggers keep it. */
export function countsOf({ tasks, posts }: Organization) {
  const statuses = [...tasks, ...posts].map(({ status }) => status);
  const those = (wanted: string) => statuses.filter((status) => status === wanted).length;
  return {
    todo: those("todo"),
    inProgress: those("in_progress"),
    done: those("done"),
    drafts: those("draft"),
    published: those("published"),
  };
}

function exported(
  organization: Organization,
  asked: Asked,
  lines: (organization: Organization) => readonly string[],
) {
  if (!isAdmin(asked)) return { says: "forbidden" };
  const deed = exportDeed(asked);
  return { says: lines(organization).toSorted(), effect: () => void organization.log.push(deed) };
}

function exportDeed({ actor, kind }: Asked): Deed {
  const [subjectId, title] =
    kind === "export tasks"
      ? ["tasks", "Tasks"]
      : kind === "export log"
        ? ["activity", "Activity"]
        : ["organization", "Everything"];
  return { actorId: actor.userId, action: "report.exported", subjectId, title };
}

function subjectOf(action: string): string {
  return action.split(".")[0] ?? "";
}
