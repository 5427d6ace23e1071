import type { Logger } from 'pino';

export interface Stoppable {
  /** Ends everything in order. */
  stop(): Promise<void>;
  /** For a second Ctrl-C: ends at once what would outlive this process. */
  abandon?(): void;
  /** Rejects when it cannot go on. */
  failed?: Promise<never>;
}

/** npm passes a terminal's Ctrl-C on to a process that has had it already: signals so close together are one. */
const SAME_PRESS_MS = 500;

/**
 * Starts, waits for Ctrl-C or SIGTERM, stops and exits with 0. A second signal forces the exit. `start` gets an
 * AbortSignal, so that it can give up when the signal comes before it is done.
 */
export async function runUntilSignal(
  logger: Logger,
  start: (aborted: AbortSignal) => Promise<Stoppable>,
  say: (line: string) => void = () => undefined,
): Promise<never> {
  let running: Stoppable | undefined;
  let firstAt: number | undefined;
  const aborter = new AbortController();
  const signalled = new Promise<void>((resolve) => {
    const onSignal = (): void => {
      if (firstAt !== undefined && performance.now() - firstAt < SAME_PRESS_MS) return;
      if (firstAt !== undefined) {
        running?.abandon?.();
        process.exit(130);
      }
      firstAt = performance.now();
      say('Stopping: deliveries in flight end first. Press Ctrl-C again to force it.');
      aborter.abort();
      resolve();
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });

  try {
    running = await start(aborter.signal);
  } catch (error) {
    if (aborter.signal.aborted) process.exit(0);
    throw error;
  }
  let exitCode = 0;
  await Promise.race([signalled, running.failed ?? signalled]).catch((error: unknown) => {
    logger.fatal({ err: error }, 'the worker failed');
    exitCode = 1;
  });
  try {
    await running.stop();
  } catch (error) {
    logger.error({ err: error }, 'the stop did not complete');
    exitCode = 1;
  }
  say('Stopped.');
  process.exit(exitCode);
}
