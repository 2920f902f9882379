import { objectOf, type JsonSchema, type ObjectSchema } from "#src/lib/json-schema.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";
import { cleanText, textError } from "#src/lib/text.ts";
import { parseDay } from "#src/lib/time.ts";

/** What one field may hold: as the API's document says it, and as it is read. One place for both. */
export type Field<Value> = {
  readonly schema: JsonSchema;
  /** The value, or a sentence to stand beside the field. `undefined` is a field that was not sent. */
  readonly read: (given: unknown) => Result<Value, string>;
};

export type Fields = Readonly<Record<string, Field<unknown>>>;
export type ValuesOf<Of extends Fields> = {
  readonly [Name in keyof Of]: Of[Name] extends Field<infer Value> ? Value : never;
};
export type ErrorsOf<Of extends Fields> = Partial<Record<keyof Of, string>>;

export type Given = Readonly<Record<string, unknown>>;

/** Why an input will not do: a sentence for each field, or one of its own where no field is to blame. */
export type Invalid = { readonly errors: Readonly<Record<string, string>>; readonly detail?: string };

/** A body or a query of the API. */
export type Input<Value, Schema extends JsonSchema = ObjectSchema> = {
  readonly schema: Schema;
  readonly names: readonly string[];
  readonly read: (given: Given) => Result<Value, Invalid>;
};

/** Every field's value, or an error for every field that will not do. */
export function readFields<Of extends Fields>(
  fields: Of,
  given: { readonly [Name in keyof Of]?: unknown },
): Result<ValuesOf<Of>, ErrorsOf<Of>> {
  const read = Object.entries(fields).map(([name, field]) => [name, field.read(given[name])] as const);
  const errors = read.flatMap(([name, result]) => (result.ok ? [] : [[name, result.reason]]));
  // What Object.fromEntries makes of the fields' own names.
  if (errors.length > 0) return fail(Object.fromEntries(errors) as ErrorsOf<Of>);
  const values = read.flatMap(([name, result]) => (result.ok ? [[name, result.value]] : []));
  return ok(Object.fromEntries(values) as ValuesOf<Of>);
}

/** The fields as an input, all but the required ones optional, and none beside them. */
export function inputOf<Of extends Fields>(
  fields: Of,
  required: readonly (keyof Of & string)[] = [],
): Input<ValuesOf<Of>> {
  const names = Object.keys(fields);
  const schemas = Object.entries(fields).map(([name, { schema }]) => [name, schema]);
  return {
    schema: objectOf(Object.fromEntries(schemas), required),
    names,
    read(given) {
      if (Object.keys(given).some((name) => !names.includes(name))) return fail(onlyThese(names));
      const read = readFields(fields, given);
      // An error is a sentence, and only a field that has one is named.
      return read.ok ? read : fail({ errors: read.reason as Readonly<Record<string, string>> });
    },
  };
}

/** That a field was sent which nobody knows; its name is not repeated. */
export function onlyThese(names: readonly string[]): Invalid {
  return { errors: {}, detail: `Send nothing but ${names.join(", ")}.` };
}

/** The same input with its value made into something else, or refused after all. */
export function refined<From, To, Schema extends JsonSchema>(
  input: Input<From, Schema>,
  refine: (value: From) => Result<To, Invalid>,
): Input<To, Schema> {
  return {
    ...input,
    read(given) {
      const read = input.read(given);
      return read.ok ? refine(read.value) : read;
    },
  };
}

/** Whichever of the inputs knows every field that was sent, the first of several. */
export function eitherOf<Value>(...inputs: readonly Input<Value>[]): Input<Value, JsonSchema> {
  const sets = inputs.map(({ names }) => names.join(", ")).join("; or ");
  return {
    schema: { oneOf: inputs.map(({ schema }) => schema) },
    names: [...new Set(inputs.flatMap(({ names }) => names))],
    read(given) {
      const known = inputs.find(({ names }) => Object.keys(given).every((name) => names.includes(name)));
      return known === undefined
        ? fail({ errors: {}, detail: `One kind of change at a time: ${sets}.` })
        : known.read(given);
    },
  };
}

export function textField(limits: { readonly min: number; readonly max: number }): Field<string> {
  return {
    schema: { type: "string", minLength: limits.min, maxLength: limits.max },
    read(given) {
      const text = given === null ? fail("not-text" as const) : cleanText(given, limits);
      return text.ok ? text : fail(textError(text.reason, limits.max));
    },
  };
}

/** A text of its own shape; `parse` answers null where it is none. */
export function shapeField<Value>(
  schema: JsonSchema,
  parse: (text: string) => Value | null,
  sentence: string,
): Field<Value> {
  return {
    schema,
    read(given) {
      const value = typeof given === "string" ? parse(given) : null;
      return value === null ? fail(sentence) : ok(value);
    },
  };
}

export const DAY_FIELD = shapeField(
  { type: "string", format: "date" },
  parseDay,
  "Give the day as year-month-day, such as 2026-11-24.",
);

export function choiceField<const Value extends string>(allowed: readonly Value[]): Field<Value> {
  return shapeField(
    { type: "string", enum: allowed },
    (text) => allowed.find((value) => value === text) ?? null,
    `Choose one of ${allowed.join(", ")}.`,
  );
}

export const BOOLEAN_FIELD: Field<boolean> = {
  schema: { type: "boolean" },
  read: (given) => (typeof given === "boolean" ? ok(given) : fail("Send true or false.")),
};

const MAX_VERSION = 999_999_999;

/** The version that the sender last saw; as a number, or (in an address) as its digits. */
export const VERSION_FIELD: Field<number> = {
  schema: { type: "integer", minimum: 1, maximum: MAX_VERSION },
  read(given) {
    const version = typeof given === "string" && /^[1-9]\d{0,8}$/.test(given) ? Number(given) : given;
    return typeof version === "number" && Number.isInteger(version) && version >= 1 && version <= MAX_VERSION
      ? ok(version)
      : fail("Send the version that you last saw.");
  },
};

/** Which version of a thing an address speaks of. */
export const SEEN_VERSION = inputOf({ version: VERSION_FIELD }, ["version"]);

/** The field, or null where it is null or not sent. */
export function orNullField<Value>({ schema, read }: Field<Value>): Field<Value | null> {
  return {
    schema: { anyOf: [schema, { type: "null" }] },
    read: (given) => (given === null || given === undefined ? ok(null) : read(given)),
  };
}

/** The field where it is sent. */
export function optional<Value>({ schema, read }: Field<Value>): Field<Value | undefined> {
  return { schema, read: (given) => (given === undefined ? ok(undefined) : read(given)) };
}

export const NOTHING_TO_CHANGE: Invalid = { errors: {}, detail: "Send what to change beside the version." };
