import { streamOf } from "#src/lib/stream.ts";

const TYPES = {
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson; charset=utf-8",
} as const;

export type FileFormat = keyof typeof TYPES;

/** A file to be saved, sent while it is made. Of its name, what is no letter, digit or dash becomes a dash. */
export function download(
  chunks: AsyncIterable<string>,
  { name, format }: { readonly name: string; readonly format: FileFormat },
): Response {
  const file = `${name.replaceAll(/[^A-Za-z0-9-]/g, "-")}.${format}`;
  const headers = { "content-type": TYPES[format], "content-disposition": `attachment; filename="${file}"` };
  return new Response(streamOf(chunks), { headers });
}

/** Rows as lines of JSON, a chunk at a time. */
export async function* ndjsonFile(
  chunks: AsyncIterable<readonly Readonly<Record<string, unknown>>[]>,
): AsyncGenerator<string, void> {
  for await (const rows of chunks) yield rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
