import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import { FIRST_LINK, sealOf } from "#src/features/activity/seal.ts";
import { sealRepository, type Seal } from "#src/features/activity/seal-repository.ts";
import type { OrgId } from "#src/lib/ids.ts";

const ROWS_PER_BATCH = 100;

/**
 * Seals up to `ROWS_PER_BATCH` rows of an organization's log that are not sealed yet; answers the last seal, or null
 * when there was nothing to do. Two at once do no harm: the second one's batch fails as a whole.
 */
export async function sealActivity(scope: TenantScope, orgId: OrgId): Promise<Seal | null> {
  const repository = sealRepository(scope);
  const [[ends]] = await scope.batch([repository.ends()]);
  const sealed = ends?.lastSealedSeq ?? 0;
  const [[last], deeds] = await scope.batch([
    repository.find(sealed),
    activityListRepository(scope).after(sealed, ROWS_PER_BATCH),
  ]);
  const seals: Seal[] = [];
  for (const deed of deeds) {
    const previous = seals.at(-1)?.hash ?? last?.hash ?? FIRST_LINK;
    seals.push({ seq: deed.seq, hash: await sealOf(orgId, deed, previous) });
  }
  if (seals.length > 0) await scope.batch(seals.map((seal) => repository.add(seal)));
  return seals.at(-1) ?? null;
}
