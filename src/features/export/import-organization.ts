import type { TenantScope } from "#src/db/tenant-scope.ts";
import { TENANT_TABLES, type TenantTableShape } from "#src/db/tenant-tables.ts";
import {
  organizationRowsRepository,
  type OwnedRow,
} from "#src/features/export/organization-rows-repository.ts";

/** Statements of one batch: rows differ in width, so these and not their parameters are counted. */
const ROWS_PER_BATCH = 100;

export class UnreadableExport extends Error {
  override readonly name = "UnreadableExport";
}

/**
 * Adds the rows of an export to the scope's organization, which must own none of them yet; the export cannot name
 * an organization. Throws `UnreadableExport` with the number of the line that cannot be read. Not one transaction:
 * after a failure, erase and begin again.
 */
export async function importOrganization(scope: TenantScope, lines: AsyncIterable<string>): Promise<number> {
  const repository = organizationRowsRepository(scope);
  let waiting: { readonly shape: TenantTableShape; readonly row: OwnedRow }[] = [];
  const emptied = new Set<TenantTableShape>();
  const write = async () => {
    if (waiting.length > 0) await scope.batch(waiting.map(({ shape, row }) => repository.add(shape, row)));
    waiting = [];
  };
  let count = 0;
  for await (const line of lines) {
    count += 1;
    const owned = parseLine(line, count);
    if (owned.shape.isKept && !emptied.has(owned.shape)) {
      // What the triggers have counted so far gives way to what was counted then.
      await write();
      await scope.batch([repository.removeAll(owned.shape)]);
      emptied.add(owned.shape);
    }
    waiting.push(owned);
    if (waiting.length === ROWS_PER_BATCH) await write();
  }
  await write();
  return count;
}

function parseLine(line: string, number: number): { shape: TenantTableShape; row: OwnedRow } {
  const parsed = parseJson(line);
  const shape = TENANT_TABLES.find(({ name }) => name === Reflect.get(parsed ?? {}, "table"));
  const row: unknown = Reflect.get(parsed ?? {}, "row");
  if (shape === undefined) throw new UnreadableExport(`line ${number} names no table of an organization`);
  if (typeof row !== "object" || row === null) throw new UnreadableExport(`line ${number} has no row`);
  const names = Object.keys(row);
  const columns = Object.keys(shape.columns);
  if (names.length === columns.length && names.every((name) => columns.includes(name))) {
    return { shape, row: { ...row } };
  }
  throw new UnreadableExport(`line ${number} has not the columns of ${shape.name}`);
}

function parseJson(line: string): object | null {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === "object" ? parsed : null;
  } catch {
    return null;
  }
}
