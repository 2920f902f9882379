import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import { FIRST_LINK, sealOf } from "#src/features/activity/seal.ts";
import { sealRepository } from "#src/features/activity/seal-repository.ts";
import type { OrgId } from "#src/lib/ids.ts";

export type SealFault = {
  readonly seq: number;
  /** `edited`: the row, or its seal, is not as it was sealed; `missing`: the row or its seal is gone. */
  readonly kind: "edited" | "missing";
};

export type Verification = { readonly sealed: number; readonly faults: readonly SealFault[] };

const ROWS_PER_CHUNK = 500;

/**
 * Compares every sealed row of an organization's log with its seal. Each row is judged by the stored seal before
 * it, so an edited row is named alone; one whose seal was replaced as well gives itself away at the next row.
 */
export async function verifyActivity(scope: TenantScope, orgId: OrgId): Promise<Verification> {
  const repository = sealRepository(scope);
  const [[ends]] = await scope.batch([repository.ends()]);
  const sealed = ends?.lastSealedSeq ?? 0;
  const faults: SealFault[] = [];
  let previous: string | undefined = FIRST_LINK;
  for (let from = 0; from < sealed; from += ROWS_PER_CHUNK) {
    const [deeds, seals] = await scope.batch([
      activityListRepository(scope).after(from, ROWS_PER_CHUNK),
      repository.after(from, ROWS_PER_CHUNK),
    ]);
    const deedOf = new Map(deeds.map((deed) => [deed.seq, deed]));
    const hashOf = new Map(seals.map(({ seq, hash }) => [seq, hash]));
    for (let seq = from + 1; seq <= Math.min(from + ROWS_PER_CHUNK, sealed); seq += 1) {
      const deed = deedOf.get(seq);
      const hash = hashOf.get(seq);
      if (deed === undefined || hash === undefined) faults.push({ seq, kind: "missing" });
      // Where the seal before is gone, only the row's presence can be said.
      else if (previous !== undefined && (await sealOf(orgId, deed, previous)) !== hash) {
        faults.push({ seq, kind: "edited" });
      }
      previous = hash;
    }
  }
  return { sealed, faults };
}
