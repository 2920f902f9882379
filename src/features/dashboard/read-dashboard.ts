import type { Member } from "#src/auth/caller.ts";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import type { ListedDeed } from "#src/features/activity/activity.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { mirroredOrRead, type Organization } from "#src/features/organization/read-organization.ts";
import { postRepository } from "#src/features/posts/post-repository.ts";
import type { ListedPost } from "#src/features/posts/post.ts";
import { reportRepository } from "#src/features/reports/report-repository.ts";
import { NOTHING_YET, type Counters } from "#src/features/reports/report.ts";
import { taskListRepository } from "#src/features/tasks/task-list-repository.ts";
import type { ListedTask } from "#src/features/tasks/task.ts";

export type DashboardView = {
  readonly organization: Organization;
  readonly counters: Counters;
  /** The open tasks whose day comes first, or has passed. */
  readonly due: readonly ListedTask[];
  readonly newest: readonly ListedTask[];
  /** Published ones, the pinned first. */
  readonly posts: readonly ListedPost[];
  readonly deeds: readonly ListedDeed[];
};

/** What an organization's members need to see at one glance: one round trip, and nothing is counted. */
export async function readDashboard(
  context: ClerkContext,
  { tenant, scope }: Member<TenantScope>,
): Promise<DashboardView> {
  const mirror = organizationRepository(scope);
  const tasks = taskListRepository(scope);
  const [[known], roster, [counters], newest, due, posts, deeds] = await scope.batch([
    mirror.find(),
    mirror.roster(),
    reportRepository(scope).counters(),
    tasks.newest(),
    tasks.dueFirst(),
    postRepository(scope).latest(),
    activityListRepository(scope).newest(),
  ]);
  return {
    organization: await mirroredOrRead(context, { tenant, scope }, { known, roster }),
    counters: counters ?? NOTHING_YET,
    due,
    newest,
    posts,
    deeds,
  };
}
