import { wrongField } from "#clerk-local/errors.ts";
import type { Fields } from "#clerk-local/fields.ts";
import { type Json, mergeJson } from "#clerk-local/json.ts";

/** Clerk's limit for each kind. */
const MAX_BYTES = 8192;

/** Public: seen by both APIs. Private: by the Backend API alone. Unsafe: a person's own, changed by either. */
export type Metadata = {
  readonly publicMetadata?: Json;
  readonly privateMetadata?: Json;
  readonly unsafeMetadata?: Json;
};

/** The kinds that a call sends, and no others. */
export function metadataFrom(fields: Fields): Metadata {
  const publicMetadata = fields.object("public_metadata");
  const privateMetadata = fields.object("private_metadata");
  const unsafeMetadata = fields.object("unsafe_metadata");
  return {
    ...(publicMetadata !== null && { publicMetadata }),
    ...(privateMetadata !== null && { privateMetadata }),
    ...(unsafeMetadata !== null && { unsafeMetadata }),
  };
}

/** The kinds that are changed, merged into what was there at every level; null takes a name away. */
export function mergeMetadata(old: Metadata, changes: Metadata): Metadata {
  const { publicMetadata, privateMetadata, unsafeMetadata } = changes;
  return checkSize({
    ...(publicMetadata && { publicMetadata: mergeJson(old.publicMetadata ?? {}, publicMetadata) }),
    ...(privateMetadata && { privateMetadata: mergeJson(old.privateMetadata ?? {}, privateMetadata) }),
    ...(unsafeMetadata && { unsafeMetadata: mergeJson(old.unsafeMetadata ?? {}, unsafeMetadata) }),
  });
}

/** Throws when a kind is larger than Clerk keeps. */
export function checkSize(metadata: Metadata): Metadata {
  for (const [kind, json] of Object.entries(metadata)) {
    if (new TextEncoder().encode(JSON.stringify(json)).length <= MAX_BYTES) continue;
    const name = kind.replace("Metadata", "_metadata");
    throw wrongField("form_param_exceeds_allowed_size", name, `${name} must be ${MAX_BYTES} bytes or less.`);
  }
  return metadata;
}
