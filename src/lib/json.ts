import { fail, ok, type Result } from "#src/lib/result.ts";

export type JsonFault = "not-utf-8" | "not-json" | "not-an-object" | "too-deep" | "duplicate-key";

/** Deeper than anything that is asked for, and far from where a parser's stack ends. */
const MAX_DEPTH = 16;

/**
 * A string, a mark, or a run of anything else; what is no JSON may give strange ones. A string need not end, or a
 * text of quotation marks would be searched from each of them to its end.
 */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"?|[{}[\]:,]|[^\s"{}[\]:,]+/gs;

/** The members of a JSON object (RFC 8259) whose keys are unique at every depth; of two, parsers keep either. */
export function parseJsonObject(bytes: ArrayBuffer): Result<Readonly<Record<string, unknown>>, JsonFault> {
  const text = decode(bytes);
  if (text === null) return fail("not-utf-8");
  const fault = faultOf(text);
  if (fault !== null) return fail(fault);
  const value = parse(text);
  if (value === undefined) return fail("not-json");
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fail("not-an-object");
  return ok({ ...value });
}

function decode(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What JSON.parse would not tell, or would not survive. */
function faultOf(text: string): JsonFault | null {
  const tokens = text.match(TOKEN) ?? [];
  /** For each object or array around the token, the keys seen in it. */
  const open: Set<unknown>[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token === "{" || token === "[") {
      if (open.push(new Set()) > MAX_DEPTH) return "too-deep";
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token.startsWith('"') && tokens[at + 1] === ":") {
      const key = parse(token);
      const seen = open.at(-1);
      if (seen?.has(key) === true) return "duplicate-key";
      seen?.add(key);
    }
  }
  return null;
}
