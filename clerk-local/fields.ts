import { wrongField } from "./errors.ts";
import { isJson, type Json, parseJson } from "./json.ts";

export type File = { readonly type: string; readonly bytes: Uint8Array };

type Body = {
  readonly values?: Json;
  readonly isForm: boolean;
  readonly items?: readonly unknown[];
  readonly files?: ReadonlyMap<string, File>;
};

/**
 * The body of a call, whichever way it came: form fields and files from clerk-js, JSON from @clerk/backend. A
 * reader gives null for a field that is not there or is null, and throws `form_param_type_invalid` for one of
 * another type. In a form everything is text: clerk-js sends `null` as an empty one, objects as JSON, and lists as
 * a field that comes more than once (shared/internal/clerk-js/querystring.ts).
 */
export class Fields {
  readonly #values: Json;
  readonly #isForm: boolean;
  readonly #items: readonly unknown[];
  readonly #files: ReadonlyMap<string, File>;

  constructor({ values = {}, isForm, items = [], files = new Map() }: Body) {
    this.#values = values;
    this.#isForm = isForm;
    this.#items = items;
    this.#files = files;
  }

  /** Where the body is an array, the fields of each of its objects; none otherwise. */
  items(): Fields[] {
    return this.#items.map((item) => new Fields({ values: isJson(item) ? item : {}, isForm: false }));
  }

  /** Null when no such file was sent. */
  file(name: string): File | null {
    return this.#files.get(name) ?? null;
  }

  text(name: string): string | null {
    const value = this.#values[name] ?? null;
    return value === null || typeof value === "string" ? value : refuseType(name, "text");
  }

  /** Whether it is sent and says something. */
  has(name: string): boolean {
    return (this.#values[name] ?? null) !== null;
  }

  /** Whether it is sent as nothing: null, or an empty text. */
  isCleared(name: string): boolean {
    const value = this.#values[name];
    return value === null || value === "";
  }

  /** Throws `form_param_nil` when it is missing or empty. */
  required(name: string): string {
    const value = this.text(name) ?? "";
    if (value === "") throw wrongField("form_param_nil", name, `Enter ${name.replaceAll("_", " ")}.`);
    return value;
  }

  number(name: string): number | null {
    const value = this.#parsed(name);
    return value === null || typeof value === "number" ? value : refuseType(name, "a number");
  }

  flag(name: string): boolean | null {
    const value = this.#parsed(name);
    return value === null || typeof value === "boolean" ? value : refuseType(name, "true or false");
  }

  list(name: string): string[] | null {
    const value = this.#values[name] ?? null;
    const items: unknown = this.#isForm && typeof value === "string" ? [value] : value;
    if (items === null) return null;
    const isList = Array.isArray(items) && items.every((item) => typeof item === "string");
    return isList ? items : refuseType(name, "a list of texts");
  }

  object(name: string): Json | null {
    const value = this.#parsed(name);
    return value === null || isJson(value) ? value : refuseType(name, "an object");
  }

  /** What a form says as text is read as JSON; an empty one is null. */
  #parsed(name: string): unknown {
    const value = this.#values[name] ?? null;
    if (!this.#isForm || typeof value !== "string") return value;
    return value === "" ? null : parseJson(value);
  }
}

/**
 * Throws nothing: a body that cannot be read has no fields. Reads it in any case, since workerd drops the
 * connection of a request that is answered while its body is still on the way.
 */
export async function readFields(request: Request): Promise<Fields> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data")) {
    return new Fields({ isForm: true, files: new Map(await readFiles(request)) });
  }
  const body = await request.text();
  if (type.startsWith("application/json")) {
    const json = parseJson(body);
    const items = Array.isArray(json) ? json : [];
    return new Fields({ values: isJson(json) ? json : {}, isForm: false, items });
  }
  const isForm = type.startsWith("application/x-www-form-urlencoded");
  return new Fields({ isForm: true, values: isForm ? formValues(new URLSearchParams(body)) : {} });
}

async function readFiles(request: Request): Promise<[string, File][]> {
  const entries = [...(await request.formData())];
  const files = entries.map(async ([name, value]): Promise<[string, File][]> => {
    if (typeof value === "string") return [];
    return [[name, { type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) }]];
  });
  return (await Promise.all(files)).flat();
}

function refuseType(name: string, wanted: string): never {
  throw wrongField("form_param_type_invalid", name, `${name} must be ${wanted}.`);
}

function formValues(form: URLSearchParams): Json {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
