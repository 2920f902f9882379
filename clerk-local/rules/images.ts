import { Refusal } from "#clerk-local/errors.ts";
import type { File } from "#clerk-local/fields.ts";
import { newId } from "#clerk-local/ids.ts";
import type { ImageRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

/** What Clerk's own form lets through (ui: AvatarUploader). */
const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/** A row of the store holds 2 MB, and base64 makes four bytes of three. */
const MAX_BYTES = 1_000_000;

/** Throws on a file that is too big, or no picture. */
export function storeImage(tables: Tables, file: File | null): ImageRecord {
  if (file === null || !TYPES.includes(file.type)) {
    throw new Refusal(415, "unsupported_content_type", "Choose a JPG, PNG, GIF or WEBP image.");
  }
  if (file.bytes.byteLength > MAX_BYTES) {
    throw new Refusal(413, "request_body_too_large", "clerk-local keeps pictures of up to 1 MB.");
  }
  const base64 = btoa(Array.from(file.bytes, (byte) => String.fromCharCode(byte)).join(""));
  return tables.images.put({ id: newId("img"), type: file.type, base64 });
}

/** Forgets the picture at that address, if it is one of ours. */
export function removeImage(tables: Tables, url: string | null): void {
  const id = url?.split("/").at(-1);
  if (id !== undefined) tables.images.remove(id);
}
