import type { TenantScope } from "#src/db/tenant-scope.ts";
import { TENANT_TABLES, type TenantTableShape } from "#src/db/tenant-tables.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import {
  organizationRowsRepository,
  ROWS_PER_CHUNK,
  type OwnedRow,
} from "#src/features/export/organization-rows-repository.ts";

/** Rows are written as one text, of which D1 takes 2 MB; a UTF-16 unit is three bytes at most. */
const MOST_CHARACTERS = 400_000;

export class UnreadableExport extends Error {
  override readonly name = "UnreadableExport";
}

/**
 * Adds the rows of an export to the scope's organization, which must own none of them yet; the export cannot name
 * an organization. Yields how many rows are in after each chunk, one of which is in memory at a time. Throws
 * `UnreadableExport` with the number of the line that cannot be read. Not one transaction: after a failure, erase
 * and begin again.
 */
export async function* importOrganization(
  scope: TenantScope,
  lines: AsyncIterable<string>,
): AsyncGenerator<number, void> {
  const repository = organizationRowsRepository(scope);
  // The log's rows are numbered as they come, also before any row that would open the count.
  await scope.batch([activityRepository(scope).open()]);
  const emptied = new Set<TenantTableShape>();
  let count = 0;
  for await (const { shape, rows } of chunksOf(lines)) {
    // What the triggers have counted so far gives way to what was counted then.
    const isFirst = shape.isKept && !emptied.has(shape);
    if (isFirst) await scope.batch([repository.removeAll(shape)]);
    emptied.add(shape);
    await scope.batch([repository.addAll(shape, rows)]);
    count += rows.length;
    yield count;
  }
}

type Chunk = { readonly shape: TenantTableShape; readonly rows: readonly OwnedRow[] };

/** Rows of one table that follow one another, as many as are written at once. */
async function* chunksOf(lines: AsyncIterable<string>): AsyncGenerator<Chunk, void> {
  let rows: OwnedRow[] = [];
  let of: TenantTableShape | null = null;
  let number = 0;
  let characters = 0;
  for await (const line of lines) {
    number += 1;
    const { shape, row } = parseLine(line, number);
    const isFull = rows.length === ROWS_PER_CHUNK || characters + line.length > MOST_CHARACTERS;
    if (of !== null && (of !== shape || isFull)) {
      yield { shape: of, rows };
      rows = [];
      characters = 0;
    }
    of = shape;
    rows.push(row);
    characters += line.length;
  }
  if (of !== null) yield { shape: of, rows };
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
