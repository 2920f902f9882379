import type { BatchRows, Statement } from "#src/db/statement.ts";

/** What of D1 this app uses; a D1 session and the binding itself both have it. */
export type SqlConnection = Pick<D1DatabaseSession, "prepare" | "batch">;

/** A batch that D1 did not answer in time. Whether a write took effect is unknown. */
export class DatabaseTimeout extends Error {
  override readonly name = "DatabaseTimeout";
}

const DEADLINE_MS = 5000;

/** One open connection: runs statements, all of a batch or none. */
export class Database {
  readonly #connection: SqlConnection;

  constructor(connection: SqlConnection) {
    this.#connection = connection;
  }

  /**
   * Runs the statements in order as one transaction and one round trip; rows come in the same order.
   * Throws D1's error as it came (nothing was written then), or `DatabaseTimeout`.
   */
  async batch<const Statements extends readonly Statement<unknown>[]>(
    statements: Statements,
  ): Promise<BatchRows<Statements>> {
    const bound = statements.map(({ sql, params }) => this.#connection.prepare(sql).bind(...params));
    const results = await beforeDeadline(this.#connection.batch(bound));
    // D1 answers one result per statement; each statement's columns carry the names of its Row type.
    return results.map((result) => result.results) as BatchRows<Statements>;
  }
}

async function beforeDeadline<Value>(work: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseTimeout("the database did not answer in time")), DEADLINE_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a write was refused because a row it refers to is not there (in this organization). */
export function isForeignKeyFailure(error: unknown): boolean {
  return error instanceof Error && error.message.includes("FOREIGN KEY constraint failed");
}

/** Whether a write was refused because the table has a row of that key already. */
export function isUniqueFailure(error: unknown, table: string): boolean {
  return error instanceof Error && error.message.includes(`UNIQUE constraint failed: ${table}.`);
}

/** Whether a write was refused because its organization is deleted (`<table>_stays_erased` in the migrations). */
export function isDeletedOrganization(error: unknown): boolean {
  return error instanceof Error && error.message.includes("the organization is deleted");
}
