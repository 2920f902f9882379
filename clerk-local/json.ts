export type Json = { readonly [name: string]: unknown };

/** Whether it is an object: no array, not null. */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Null for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The changes over what was there, objects merged at every level. Null takes a name away. */
export function mergeJson(old: Json, changes: Json): Json {
  const merged = new Map(Object.entries(old));
  for (const [name, value] of Object.entries(changes)) {
    const before = merged.get(name);
    if (value === null) merged.delete(name);
    else merged.set(name, isJson(value) ? mergeJson(isJson(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
}
