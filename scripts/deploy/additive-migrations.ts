import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Mendable } from "#scripts/local/commands.ts";
import { sqlStatements, type SqlStatement } from "#scripts/deploy/sql-statements.ts";

/** Throws `Mendable`, naming file and statement, when a migration in `folder` does more than add. */
export function refuseDestructiveMigrations(folder: string): void {
  const refused = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()
    .flatMap((name) =>
      destructiveStatements(readFileSync(join(folder, name), "utf8")).map(
        (text) => `${folder}/${name}: ${shortened(text)}`,
      ),
    );
  if (refused.length === 0) return;
  throw new Mendable(
    [
      "A migration may only add, because the Worker that is still running meets the new tables first. Refused:",
      ...refused,
      "Add a column or table beside the old one, and leave the old one unused.",
    ].join("\n  "),
  );
}

/**
 * The statements that may take something from a Worker that is still running, in order. What is not known
 * to be harmless counts: dropped or renamed tables and columns, tables rebuilt as `__new_…`, deleted rows.
 */
export function destructiveStatements(sql: string): string[] {
  const statements = sqlStatements(sql);
  return statements
    .filter((statement, at) => !isAdditive(statement) && !isMadeAnew(statement, statements.slice(at + 1)))
    .map(({ text }) => text);
}

/**
 * Whether it drops a search's table that the same migration makes again: FTS5 tables take no further column, and
 * hold what other tables have (their names end in `_search`, so that no table of rows passes). A migration is one transaction, so no Worker meets the database without the table.
 */
function isMadeAnew({ tokens }: SqlStatement, later: readonly SqlStatement[]): boolean {
  const [first, second, name] = tokens;
  if (first?.text !== "DROP" || second?.text !== "TABLE" || tokens.length !== 3) return false;
  if (name?.text.endsWith("_search") !== true) return false;
  return later.some(({ tokens: [create, virtual, table, again, using, module] }) => {
    const made = [create, virtual, table, using, module].map((token) => token?.text.toUpperCase()).join(" ");
    return made === "CREATE VIRTUAL TABLE USING FTS5" && again?.text === name.text;
  });
}

function isAdditive({ tokens }: SqlStatement): boolean {
  const [first = "", second, third] = tokens.map(({ kind, text }) => (kind === "word" ? text : ""));
  switch (first) {
    case "CREATE":
      return !tokens.some(({ text }) => text.toLowerCase().startsWith("__new_"));
    case "ALTER":
      return alteration(tokens) === "ADD";
    case "DROP":
      // Neither holds rows, and a changed one can be had in no other way.
      return second === "INDEX" || second === "TRIGGER";
    case "INSERT":
    case "UPDATE":
      return !(second === "OR" && third === "REPLACE");
    case "SELECT":
      return true;
    default:
      return false;
  }
}

/** What `ALTER TABLE name …` or `ALTER TABLE schema.name …` goes on with. */
function alteration(tokens: SqlStatement["tokens"]): string | undefined {
  const action = tokens[tokens[3]?.kind === "sign" ? 5 : 3];
  return action?.kind === "word" ? action.text : undefined;
}

const SHOWN_CHARACTERS = 100;

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
