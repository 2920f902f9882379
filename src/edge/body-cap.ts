/**
 * The request with its body read into memory, or null when the body is longer than `maxBytes`: judged by
 * Content-Length first, then by counting, since the header can be absent or wrong.
 */
export async function withCappedBody(request: Request, maxBytes: number): Promise<Request | null> {
  if (request.body === null) return request;
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return null;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  // A network body is bytes in a buffer of its own.
  const body = request.body as ReadableStream<Uint8Array<ArrayBuffer>>;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  const { method } = request;
  return new Request(request, { method, body: await new Blob(chunks).arrayBuffer() });
}
