import { ConfigError } from "#src/lib/config.ts";
import { plainPage } from "#src/lib/plain-page.ts";
import { isApiPath, problem } from "#src/lib/problem.ts";

/**
 * What a caller sees of something that was thrown: a sentence and the request's id, never the error. What was
 * thrown goes to the log under that id. A page, or for a path of the API a problem body. Two faults name their cure: a wrong setting, and locally a database
 * whose migrations have not been applied.
 */
export function failureResponse(error: unknown, pathname: string): Response {
  const requestId = crypto.randomUUID();
  console.error(JSON.stringify({ event: "unhandled-error", requestId, error: describe(error) }));
  const slow = error instanceof Error && error.name === "DatabaseTimeout";
  const cure = cureOf(error);
  const retry: Record<string, string> = slow ? { "retry-after": "5" } : {};
  if (isApiPath(pathname)) {
    return problem(slow ? "unavailable" : "internal", {
      requestId,
      headers: retry,
      ...(cure !== null && { detail: cure }),
    });
  }
  const sentence = cure ?? "Something went wrong on our side. Try again in a moment.";
  const page = plainPage({
    title: "Something went wrong",
    heading: "That did not work",
    sentences: [sentence, `If it stays, name this request: ${requestId}`],
  });
  return new Response(page, {
    status: slow ? 503 : 500,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "x-request-id": requestId,
      ...retry,
    },
  });
}

function cureOf(error: unknown): string | null {
  if (error instanceof ConfigError) return `The site is not set up: ${error.message}`;
  const text = describe(error);
  if (/no such (table|column)/.test(text)) {
    return "The database lacks a migration: run npm run db:migrate (for a deployed site, npm run deploy).";
  }
  return null;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : ` caused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
