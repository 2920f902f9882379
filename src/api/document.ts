import type { Operation } from "#src/api/operation.ts";
import { OPERATIONS } from "#src/api/operations.ts";
import { accessTo, type Entry } from "#src/auth/access.ts";
import { ORGANIZATION_HEADER, ORGANIZATION_PARAMETER } from "#src/auth/expected-organization.ts";
import { RIGHTS } from "#src/auth/rights.ts";
import { objectOf, STRING, type JsonSchema } from "#src/lib/json-schema.ts";
import { PROBLEMS, type ProblemCode } from "#src/lib/problem.ts";

const EXPECTATIONS = [
  { name: ORGANIZATION_HEADER, in: "header" },
  { name: ORGANIZATION_PARAMETER, in: "query" },
].map((where) => ({
  ...where,
  description: "The organization, by id or slug, that must be active; if another is, the answer is 409.",
  schema: STRING,
}));

const IDEMPOTENCY_KEY = {
  name: "idempotency-key",
  in: "header",
  description: "The same request under the same key within a day has one effect, and the same answer.",
  schema: { type: "string", minLength: 1, maxLength: 128 },
};

/** The API as OpenAPI 3.1, from the tables by which it is served. */
export function openApiDocument(): JsonSchema {
  const paths = Object.entries(OPERATIONS).map(([route, methods]) => {
    const operations = Object.entries<Operation>(methods).map(([method, operation]) => [
      method.toLowerCase(),
      describe({ route, method, operation }),
    ]);
    return [route.replaceAll(/\[(\w+)\]/g, "{$1}"), Object.fromEntries(operations)];
  });
  return {
    openapi: "3.1.0",
    info: { title: "Orgstead", version: "1", description: DESCRIPTION },
    servers: [{ url: "/" }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        session: { type: "apiKey", in: "cookie", name: "__session" },
        apiKey: { type: "http", scheme: "bearer", description: API_KEY },
        machineToken: { type: "http", scheme: "bearer", description: MACHINE_TOKEN },
      },
    },
  };
}

const DESCRIPTION =
  "For scripts on the site's own pages, by its cookies, and for programs, by a bearer token: a session token, or where " +
  "an operation says so an API key or a machine's token. Everything is about the active organization, or the token's. What cannot be done is answered by a problem body " +
  "(RFC 9457) whose `code` stays the same.";

const API_KEY = "An API key of an organization (`ak_…`), with the scopes that an operation names.";
const MACHINE_TOKEN =
  "An opaque M2M token (`mt_…`) that is for the site's own machine, with the claims `org_id` and `permissions`, in " +
  "which the scopes stand that an operation names.";

type Described = { readonly route: string; readonly method: string; readonly operation: Operation };

function describe({ route, method, operation }: Described): JsonSchema {
  const { summary, query, body, isKeyed, answer } = operation;
  const entry = entryTo(route, method);
  const isOpen = entry.who === "anyone";
  const parameters = [
    ...[...route.matchAll(/\[(\w+)\]/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: STRING,
    })),
    ...Object.entries(query?.properties ?? {}).map(([name, schema]) => ({
      name,
      in: "query",
      required: query?.required.includes(name) === true,
      schema,
    })),
    ...(isOpen ? [] : EXPECTATIONS),
    ...(isKeyed === true ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    operationId: operationIdOf(method, route),
    summary,
    description: whoMay(entry),
    security: isOpen ? [] : [{ token: [] }, { session: [] }, ...machineSecurity(entry)],
    parameters,
    ...(body !== undefined && {
      requestBody: { required: true, content: { "application/json": { schema: body } } },
    }),
    responses: { [answer.status]: answered(operation), ...problems(codesOf(method, operation, entry)) },
  };
}

function machineSecurity({ rights = [], machine }: Entry): readonly JsonSchema[] {
  return machine === true ? [{ apiKey: rights }, { machineToken: rights }] : [];
}

function entryTo(route: string, method: string): Entry {
  const entry = Object.entries(accessTo(route) ?? {}).find(([name]) => name === method)?.[1];
  if (entry === undefined) throw new Error(`access.ts has no ${method} ${route}`);
  return entry;
}

function operationIdOf(method: string, route: string): string {
  const words = route.split(/\W+/).filter((word) => word !== "");
  return [method.toLowerCase(), ...words.slice(1)].join("-");
}

function whoMay({ who, rights = [], machine }: Entry): string {
  const needs = rights.map((right) => {
    const row: { readonly does: string; readonly needs: string; readonly own?: true } = RIGHTS[right];
    const own = row.own === true ? ", or whoever made it" : "";
    return `${row.does}: ${row.needs === "member" ? "any member" : `\`${row.needs}\``}${own}.`;
  });
  const scopes = machine === true ? [`For machines with the scope ${rights.join(", ")}.`] : [];
  return [`For: ${who}.`, ...needs, ...scopes].join(" ");
}

function answered({ answer, isKeyed }: Operation): JsonSchema {
  const content = Object.entries(answer.content).map(([type, schema]) => [type, { schema }]);
  return {
    description: DONE[answer.status],
    ...(content.length > 0 && { content: Object.fromEntries(content) }),
    ...(isKeyed === true && { headers: { location: { schema: STRING } } }),
  };
}

const DONE = { 200: "Done", 201: "Added", 204: "Done; there is nothing to say" } as const;

/** What a request may be refused with: at the edge, at entry, while it is read, and by the act itself. */
function codesOf(
  method: string,
  operation: Operation,
  { who, rights = [], machine }: Entry,
): ReadonlySet<ProblemCode> {
  const { body, query, isKeyed, refusals = [] } = operation;
  const isReserved = rights.length > 0 && rights.every((right) => RIGHTS[right].needs !== "member");
  return new Set<ProblemCode>([
    "misdirected",
    "internal",
    "unavailable",
    // Also where anyone may enter: an Authorization header that is no good is never overlooked.
    "unauthenticated",
    ...(who === "anyone" ? [] : IDENTIFIED),
    ...(who === "member" ? (["no_active_org"] as const) : []),
    ...(isReserved ? (["forbidden"] as const) : []),
    ...(machine === true ? BY_MACHINES : []),
    ...(method === "GET" ? [] : CHANGING),
    ...(method !== "GET" && who === "member" ? (["rate_limited"] as const) : []),
    ...(body === undefined ? [] : WITH_BODY),
    ...(query === undefined ? [] : READ),
    ...(isKeyed === true ? KEYED : []),
    ...refusals,
  ]);
}

const IDENTIFIED = ["session_pending", "wrong_organization"] as const;
const BY_MACHINES = ["forbidden", "rate_limited"] as const;
const CHANGING = ["cross_site", "too_large"] as const;
const READ = ["bad_request", "invalid"] as const;
const WITH_BODY = [...READ, "unsupported_type"] as const;
const KEYED = ["bad_request", "key_reused"] as const;

const SECONDS: JsonSchema = { type: "integer", minimum: 1 };

function problems(codes: ReadonlySet<ProblemCode>): JsonSchema {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  const responses = [...byStatus].map(([status, ofStatus]) => [status, problemAnswer(status, ofStatus)]);
  return Object.fromEntries(responses);
}

function problemAnswer(status: number, codes: readonly ProblemCode[]): JsonSchema {
  const fields = {
    title: STRING,
    status: { const: status },
    code: { enum: codes },
    detail: STRING,
    requestId: STRING,
  };
  const errors = { type: "object", additionalProperties: STRING };
  const schema = objectOf({ ...fields, errors }, Object.keys(fields));
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].detail}`).join(" "),
    ...(status === 429 && { headers: { "retry-after": { required: true, schema: SECONDS } } }),
    content: { "application/problem+json": { schema } },
  };
}
