import type { TenantScope } from "#src/db/tenant-scope.ts";
import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import {
  organizationRowsRepository,
  ROWS_PER_CHUNK,
  type OwnedRow,
} from "#src/features/export/organization-rows-repository.ts";

/**
 * Everything that an organization owns, as lines of NDJSON (`{"table":…,"row":…}`), parents before what refers to
 * them. A chunk of lines at a time, read when it is asked for; what changes meanwhile may show or not.
 */
export async function* exportOrganization(scope: TenantScope): AsyncGenerator<string, void> {
  const repository = organizationRowsRepository(scope);
  for (const shape of TENANT_TABLES) {
    let rows: readonly OwnedRow[] = [];
    do {
      [rows] = await scope.batch([repository.after(shape, rows.at(-1) ?? null)]);
      const lines = rows.map((row) => `${JSON.stringify({ table: shape.name, row })}\n`);
      if (lines.length > 0) yield lines.join("");
    } while (rows.length === ROWS_PER_CHUNK);
  }
}
