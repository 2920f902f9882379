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
  return sqlStatements(sql)
    .filter((statement) => !isAdditive(statement))
    .map(({ text }) => text);
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
