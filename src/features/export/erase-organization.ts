import type { TenantScope } from "#src/db/tenant-scope.ts";
import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import { organizationRowsRepository } from "#src/features/export/organization-rows-repository.ts";

/**
 * Removes every row of an organization, in chunks, what refers to others first; answers how many there were of
 * each table. May be run again where it was broken off. People stay: they belong to no organization.
 */
export async function eraseOrganization(
  scope: TenantScope,
  nowMs: number,
): Promise<Readonly<Record<string, number>>> {
  const repository = organizationRowsRepository(scope);
  await scope.batch([repository.markDeleted(nowMs)]);
  const removed: Record<string, number> = {};
  for (const shape of TENANT_TABLES.toReversed()) {
    // What triggers keep changes until the tables that they watch are empty.
    if (shape.isKept) continue;
    removed[shape.name] = await removeAll(scope, shape);
  }
  for (const shape of TENANT_TABLES) {
    if (shape.isKept) removed[shape.name] = await removeAll(scope, shape);
  }
  return removed;
}

async function removeAll(scope: TenantScope, shape: (typeof TENANT_TABLES)[number]): Promise<number> {
  const repository = organizationRowsRepository(scope);
  let removed = 0;
  for (;;) {
    const [rows] = await scope.batch([repository.after(shape, null)]);
    const last = rows.at(-1);
    if (last === undefined) return removed;
    const [gone] = await scope.batch([repository.removeThrough(shape, last)]);
    removed += gone.length;
  }
}
