/** How much of a refused body is read and thrown away: workerd cuts the connection of one answered before its end. */
const MOST_DISCARDED_BYTES = 4 * 1024 * 1024;

/**
 * The request with its body read into memory, or null when the body is longer than `maxBytes`: judged by
 * Content-Length and by counting, since the header can be absent or wrong. No more than `maxBytes` are kept.
 */
export async function withCappedBody(request: Request, maxBytes: number): Promise<Request | null> {
  if (request.body === null) return request;
  const isAnnounced = Number(request.headers.get("content-length") ?? 0) > maxBytes;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  // A network body is bytes in a buffer of its own.
  const body = request.body as ReadableStream<Uint8Array<ArrayBuffer>>;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes + MOST_DISCARDED_BYTES) return null;
    if (length <= maxBytes && !isAnnounced) chunks.push(chunk);
  }
  if (length > maxBytes || isAnnounced) return null;
  const { method } = request;
  return new Request(request, { method, body: await new Blob(chunks).arrayBuffer() });
}
