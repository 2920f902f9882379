import { fail, ok, type Result } from "#src/lib/result.ts";

export type TextFault = "missing" | "too-long" | "not-text";

/**
 * A person's text as it will be stored: trimmed, NFC, line ends as `\n`.
 * Refused as `not-text`: NUL (SQLite's length() stops there) and unpaired surrogates (stored as U+FFFD, so
 * that two different titles become one). Lengths are in UTF-16 units, as HTML's maxlength counts.
 */
export function cleanText(
  raw: unknown,
  limits: { readonly min: number; readonly max: number },
): Result<string, TextFault> {
  if (raw !== null && raw !== undefined && typeof raw !== "string") return fail("not-text");
  const given = raw ?? "";
  // A line end is one character to maxlength and two (CRLF) when the form is sent.
  const lines = given.replaceAll("\r\n", "\n");
  if (lines.length > limits.max * 2) return fail("too-long");
  if (lines.includes("\0") || !lines.isWellFormed()) return fail("not-text");
  const text = lines.normalize("NFC").trim();
  if (text.length < limits.min) return fail("missing");
  return text.length > limits.max ? fail("too-long") : ok(text);
}

/** What to say beside a field of at most `max` characters. */
export function textError(fault: TextFault, max: number): string {
  switch (fault) {
    case "missing":
      return "Write a few words.";
    case "too-long":
      return `At most ${max.toLocaleString("en")} characters.`;
    case "not-text":
      return "This has characters that cannot be stored. Type it again.";
  }
}
