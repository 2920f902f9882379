import { wrongField } from "./errors.ts";

export type File = { readonly type: string; readonly bytes: Uint8Array };

/** The body of a call, whichever way it came: form fields and files from clerk-js, JSON from @clerk/backend. */
export class Fields {
  readonly #values: ReadonlyMap<string, string>;
  readonly #files: ReadonlyMap<string, File>;

  constructor(entries: Iterable<readonly [string, string]>, files: Iterable<readonly [string, File]> = []) {
    this.#values = new Map(entries);
    this.#files = new Map(files);
  }

  /** Null when no such file was sent. */
  file(name: string): File | null {
    return this.#files.get(name) ?? null;
  }

  /** Null when the field is not there; clerk-js sends `null` as an empty string. */
  text(name: string): string | null {
    return this.#values.get(name) ?? null;
  }

  /** Throws `form_param_nil` when it is missing or empty. */
  required(name: string): string {
    const value = this.text(name) ?? "";
    if (value === "") throw wrongField("form_param_nil", name, `Enter ${name.replaceAll("_", " ")}.`);
    return value;
  }
}

/**
 * Throws nothing: a body that cannot be read has no fields. Reads it in any case, since workerd drops the
 * connection of a request that is answered while its body is still on the way.
 */
export async function readFields(request: Request): Promise<Fields> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("application/json")) return new Fields(jsonEntries(await readJson(request)));
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return new Fields(new URLSearchParams(await request.text()));
  }
  if (type.startsWith("multipart/form-data")) return new Fields([], await readFiles(request));
  await request.arrayBuffer();
  return new Fields([]);
}

async function readFiles(request: Request): Promise<[string, File][]> {
  const entries = [...(await request.formData())];
  const files = entries.map(async ([name, value]): Promise<[string, File][]> => {
    if (typeof value === "string") return [];
    return [[name, { type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) }]];
  });
  return (await Promise.all(files)).flat();
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}

function jsonEntries(body: unknown): [string, string][] {
  if (typeof body !== "object" || body === null) return [];
  const flat = Object.entries(body).filter(([, value]) => value !== null && typeof value !== "object");
  return flat.map(([name, value]) => [name, String(value)]);
}
