import { ORGANIZATION_PARAMETER } from "#src/auth/expected-organization.ts";
import { keyedRequest } from "#src/features/idempotency/keyed-request.ts";
import type { Occasion } from "#src/features/idempotency/run-once.ts";
import type { Input, Invalid } from "#src/lib/input.ts";
import { parseJsonObject, type JsonFault } from "#src/lib/json.ts";
import type { JsonSchema } from "#src/lib/json-schema.ts";
import { problem } from "#src/lib/problem.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

const SENTENCES: Readonly<Record<JsonFault, string>> = {
  "not-utf-8": "The body is not UTF-8.",
  "not-json": "The body is not JSON.",
  "not-an-object": "Send a JSON object.",
  "too-deep": "The body is nested deeper than anything here is.",
  "duplicate-key": "The body names a field twice.",
};

/** The request's body as that input, or the answer that says what is wrong with it. The edge caps its size. */
export async function readBody<Value, Schema extends JsonSchema>(
  request: Request,
  input: Input<Value, Schema>,
): Promise<Result<Value, Response>> {
  const { headers } = request;
  const isPlain = (headers.get("content-encoding") ?? "identity") === "identity";
  if (!JSON_TYPE.test(headers.get("content-type") ?? "") || !isPlain)
    return fail(problem("unsupported_type"));
  const body = parseJsonObject(await request.arrayBuffer());
  if (!body.ok) return fail(problem("bad_request", { detail: SENTENCES[body.reason] }));
  const read = input.read(body.value);
  return read.ok ? read : fail(invalid(read.reason));
}

/** The address's query as that input, beside the organization that it may expect; or the answer. */
export function readQuery<Value, Schema extends JsonSchema>(
  { searchParams }: URL,
  input: Input<Value, Schema>,
): Result<Value, Response> {
  const given = [...searchParams].filter(([name]) => name !== ORGANIZATION_PARAMETER);
  const query = new Map(given);
  if (query.size < given.length) {
    return fail(problem("bad_request", { detail: "The address names a parameter twice." }));
  }
  const read = input.read(Object.fromEntries(query));
  return read.ok ? read : fail(invalid(read.reason));
}

/** Now, under the request's `Idempotency-Key` if it has one; `act` and `input` as for `keyedRequest`. */
export async function readOccasion(
  { headers }: Request,
  act: string,
  input: unknown,
): Promise<Result<Occasion, Response>> {
  const request = await keyedRequest(headers.get("idempotency-key"), act, input);
  if (!request.ok) {
    return fail(problem("bad_request", { detail: "An Idempotency-Key is 1 to 128 visible characters." }));
  }
  const nowMs = Date.now();
  return ok(request.value === undefined ? { nowMs } : { nowMs, request: request.value });
}

function invalid({ errors, detail }: Invalid): Response {
  return problem("invalid", { errors, ...(detail !== undefined && { detail }) });
}
