/** A schema as OpenAPI 3.1 writes it (JSON Schema 2020-12). */
export type JsonSchema = { readonly [keyword: string]: unknown };

export type ObjectSchema = JsonSchema & {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
};

/** An object of these members, all of them unless `required` names fewer, and no others. */
export function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): ObjectSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

export function listOf(items: JsonSchema): JsonSchema {
  return { type: "array", items };
}

export function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: "null" }] };
}

export function shaped(pattern: RegExp): JsonSchema {
  return { type: "string", pattern: pattern.source };
}

export const STRING: JsonSchema = { type: "string" };
export const COUNT: JsonSchema = { type: "integer", minimum: 0 };
export const DAY: JsonSchema = { type: "string", format: "date" };
export const INSTANT: JsonSchema = { type: "string", format: "date-time" };
export const VERSION: JsonSchema = { type: "integer", minimum: 1 };
