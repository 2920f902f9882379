/** What the work comes to, or null when it takes longer. The work itself is not stopped. */
export async function beforeDeadline<Value>(work: Promise<Value>, deadlineMs: number): Promise<Value | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), deadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
