/** One statement of a SQL file, without its comments. */
export type SqlStatement = {
  /** On one line. */
  readonly text: string;
  readonly tokens: readonly SqlToken[];
};

/** A bare word (a keyword or a name) in upper case, a name without its quotes, or anything else. */
export type SqlToken = { readonly kind: "word" | "quoted" | "sign"; readonly text: string };

/**
 * The statements of a SQLite script: what comments, strings and quoted names hold is no SQL, and a trigger is
 * one statement with all that its body holds.
 */
export function sqlStatements(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let tokens: SqlToken[] = [];
  let text = "";
  const close = () => {
    if (tokens.length > 0) statements.push({ tokens, text: text.replaceAll(/\s+/g, " ").trim() });
    tokens = [];
    text = "";
  };
  for (const piece of sql.matchAll(PIECE)) {
    const token = tokenOf(piece);
    if (token?.kind === "sign" && token.text === ";" && !isInsideTrigger(tokens)) {
      close();
      continue;
    }
    if (token !== null) tokens.push(token);
    text += token === null ? " " : piece[0];
  }
  close();
  return statements;
}

/**
 * Alternatives in the order SQLite's tokenizer has them (sqlite.org/lang.html, "comment", "literal-value").
 * What is not closed runs to the end of the file.
 */
const PIECE =
  /(?<gap>--[^\n]*|\/\*[^]*?(?:\*\/|$)|\s+)|(?<string>'(?:[^']|'')*(?:'|$))|(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<sign>[^])/gu;

function tokenOf({ groups = {}, 0: text }: RegExpExecArray): SqlToken | null {
  if (groups["gap"] !== undefined) return null;
  if (groups["word"] !== undefined) return { kind: "word", text: text.toUpperCase() };
  if (groups["quoted"] !== undefined) return { kind: "quoted", text: text.slice(1, -1) };
  return { kind: "sign", text };
}

/**
 * Whether a semicolon after these tokens ends a statement of a trigger's body and not the trigger. Only the
 * first BEGIN opens it; CASE, which no name can be, opens an END of its own.
 */
function isInsideTrigger(tokens: readonly SqlToken[]): boolean {
  const words = tokens.map(({ kind, text }) => (kind === "word" ? text : ""));
  const [create, ...rest] = words;
  const kind = /^TEMP(?:ORARY)?$/.test(rest[0] ?? "") ? rest[1] : rest[0];
  if (create !== "CREATE" || kind !== "TRIGGER") return false;
  const body = words.slice(words.indexOf("BEGIN"));
  if (body[0] !== "BEGIN") return true;
  const open = body.filter((word) => word === "CASE").length + 1;
  return body.filter((word) => word === "END").length < open;
}
