class TemporalTimeoutError extends Error {
  override readonly name = 'TemporalTimeoutError';
}

/** A timer of our own round a Temporal call: the connection's deadlines are not kept while the server is away. */
export async function withDeadline<T>(call: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TemporalTimeoutError(`Temporal did not answer within ${timeoutMs} ms.`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([call, expired]);
  } finally {
    clearTimeout(timer);
    call.catch(() => undefined);
  }
}
