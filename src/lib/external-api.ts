import { beforeDeadline } from "#src/lib/deadline.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** A service beside the site (external-api/), asked in the name of whoever calls. */
export type ExternalApi = {
  readonly url: string;
  /** The session's own token, or one made from a template of that name: a call to Clerk, which may throw. */
  readonly getToken: (options?: { readonly template: string }) => Promise<string | null>;
};

export type Question<Value> = {
  readonly path: `/${string}`;
  /** The template that its token is made from; the session's own token goes where there is none. */
  readonly template?: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What the answer comes to; null where it is not what it must be. */
  readonly read: (answer: Readonly<Record<string, unknown>>) => Value | null;
  readonly deadlineMs: number;
};

/** What the service answers; null when it, or the token, is not there in time, or it answers another thing. */
export async function askExternalApi<Value>(
  api: ExternalApi,
  question: Question<Value>,
): Promise<Value | null> {
  const { path, deadlineMs } = question;
  const answer = (await beforeDeadline(answerTo(api, question), deadlineMs)) ?? fail("late");
  if (answer.ok) return answer.value;
  console.warn(JSON.stringify({ event: "external-api-unavailable", path, reason: answer.reason }));
  return null;
}

async function answerTo<Value>(api: ExternalApi, question: Question<Value>): Promise<Result<Value, string>> {
  const { path, template, body, deadlineMs } = question;
  try {
    const token = await (template === undefined ? api.getToken() : api.getToken({ template }));
    if (token === null) return fail("no token");
    const response = await fetch(new URL(path, api.url), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      // A token goes to this address and to no other.
      redirect: "manual",
      signal: AbortSignal.timeout(deadlineMs),
    });
    if (!response.ok) return fail(`status ${response.status}`);
    const said: unknown = await response.json();
    const value = question.read(typeof said === "object" ? { ...said } : {});
    return value === null ? fail("another answer") : ok(value);
  } catch (error) {
    return fail(error instanceof Error ? error.name : "unknown");
  }
}
