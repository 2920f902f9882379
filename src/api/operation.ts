import type { ACCESS, RoutePattern } from "#src/auth/access.ts";
import type { JsonSchema, ObjectSchema } from "#src/lib/json-schema.ts";
import type { ProblemCode } from "#src/lib/problem.ts";

/** What of a route of the API access.ts cannot say: for its document. */
export type Operation = {
  readonly summary: string;
  readonly query?: ObjectSchema;
  readonly body?: JsonSchema;
  /** Whether it may be sent again under an `Idempotency-Key`. */
  readonly isKeyed?: true;
  readonly answer: Answer;
  /** Refusals of its own, beside those of entry and of reading what was sent. */
  readonly refusals?: readonly ProblemCode[];
};

type Answer = {
  readonly status: 200 | 201 | 204;
  /** By content type; empty where there is no body. */
  readonly content: Readonly<Record<string, JsonSchema>>;
};

type ApiRoute = Extract<RoutePattern, `/api/${string}`>;

/** Every route of the API with every method that access.ts opens there: leaving one out does not compile. */
export type Operations = {
  readonly [Route in ApiRoute]: { readonly [Method in keyof (typeof ACCESS)[Route]]: Operation };
};

export function json(schema: JsonSchema): Answer {
  return { status: 200, content: { "application/json": schema } };
}
