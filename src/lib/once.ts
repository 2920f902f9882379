/** The same work, done at the first call only; later calls get the same promise. */
export function once<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let started: Promise<Value> | undefined;
  return () => (started ??= work());
}
