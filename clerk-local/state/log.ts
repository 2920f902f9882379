/** How many entries are remembered; older ones are forgotten. */
const ENTRIES_KEPT = 2000;

/** What has happened, in a SQL table of its own with the columns `seq`, `id` and `json`; newer entries crowd out old ones. */
export class Log<Entry extends { readonly id: string }> {
  readonly #sql: SqlStorage;
  readonly #table: string;

  constructor(sql: SqlStorage, table: string) {
    this.#sql = sql;
    this.#table = table;
  }

  add(entry: Entry): Entry {
    const table = this.#table;
    this.#sql.exec(`INSERT INTO ${table} (id, json) VALUES (?, ?)`, entry.id, JSON.stringify(entry));
    this.#sql.exec(`DELETE FROM ${table} WHERE seq <= (SELECT max(seq) FROM ${table}) - ?`, ENTRIES_KEPT);
    return entry;
  }

  get(id: string): Entry | null {
    return this.#entries("WHERE id = ?", id)[0] ?? null;
  }

  /** Puts it in the place of the entry with its id; nothing where that is forgotten. */
  replace(entry: Entry): void {
    this.#sql.exec(`UPDATE ${this.#table} SET json = ? WHERE id = ?`, JSON.stringify(entry), entry.id);
  }

  /** Oldest first. */
  all(): Entry[] {
    return this.#entries("ORDER BY seq");
  }

  clear(): void {
    this.#sql.exec(`DELETE FROM ${this.#table}`);
  }

  #entries(clause: string, ...values: readonly string[]): Entry[] {
    const query = `SELECT json FROM ${this.#table} ${clause}`;
    const rows = this.#sql.exec<{ readonly json: string }>(query, ...values).toArray();
    // Only add() and replace() write this column, and they take the same type.
    return rows.map(({ json }) => JSON.parse(json) as Entry);
  }
}
