import type { BrowserContext, ConsoleMessage } from "playwright-core";

/** What clerk-js says on every page of a development instance. */
const DEVELOPMENT_KEYS = /^console warning: Clerk: Clerk has been loaded with development keys\./;
/** A request that the browser gave up because its page was left. */
const ABORTED = "net::ERR_ABORTED";
const REPORT = "reportViolation";

export type Problems = {
  /** Lets a test bring about a problem on purpose; a pattern that matches none fails the test as well. */
  readonly expect: (pattern: RegExp) => void;
  /** Everything else that went wrong so far, and every expected problem that did not come. */
  readonly unexpected: () => string[];
};

/** Listens for whatever goes wrong in a browser context: console, exceptions, policy, failed requests. */
export async function watchForProblems(context: BrowserContext): Promise<Problems> {
  const seen: string[] = [];
  const expected: RegExp[] = [];
  context.on("console", (message) => {
    if (isComplaint(message)) seen.push(said(message));
  });
  context.on("weberror", (error) => seen.push(`exception: ${error.error().message}`));
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    if (reason !== ABORTED) seen.push(`request failed: ${request.method()} ${request.url()} ${reason}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 500) seen.push(`status ${response.status()}: ${response.url()}`);
  });
  await context.exposeBinding(REPORT, (_source, directive: string, blocked: string) => {
    seen.push(`policy violation: ${directive} ${blocked}`);
  });
  await context.addInitScript(`addEventListener("securitypolicyviolation", (event) => {
    ${REPORT}(event.effectiveDirective, event.blockedURI);
  });`);
  return {
    expect: (pattern) => void expected.push(pattern),
    unexpected: () => [
      ...seen.filter((problem) => ![DEVELOPMENT_KEYS, ...expected].some((known) => known.test(problem))),
      ...expected
        .filter((pattern) => !seen.some((problem) => pattern.test(problem)))
        .map((pattern) => `expected, and did not come: ${pattern.source}`),
    ],
  };
}

/** A resource that failed to load is named by the place of the message alone. */
function said(message: ConsoleMessage): string {
  return `console ${message.type()}: ${message.text()} (${message.location().url})`;
}

function isComplaint(message: ConsoleMessage): boolean {
  return message.type() === "error" || message.type() === "warning";
}
