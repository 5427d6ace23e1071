import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './api/app.js';
import { answerBrokenRequest } from './api/broken-request.js';
import type { Readiness } from './api/health.js';
import { Streams } from './api/streams.js';
import type { Context } from './context.js';
import { readQueueDepth } from './store/read-queue-depth.js';

/** How long a request may take to arrive whole. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Above the idle time-outs that load balancers use, so that it is they who close a kept connection. */
const KEEP_ALIVE_MS = 75_000;
/** How long close() waits for requests in flight. */
const DRAIN_MS = 10_000;

export interface RunningServer {
  port: number;
  /** /readyz answers 503 from now on, and streams end; everything else still answers. */
  setDraining(): void;
  /** No new connections; resolves when the requests in flight have their answers, after 10 s at the latest. */
  close(): Promise<void>;
}

/** Starts the API and the pages on config.host and config.port (0 takes a free one). */
export async function startServer(
  ctx: Context,
  { requestTimeoutMs = REQUEST_TIMEOUT_MS } = {},
): Promise<RunningServer> {
  const readiness: Readiness = { isDraining: false };
  const streams = new Streams(ctx);
  ctx.metrics.collectQueue(() => readQueueDepth(ctx.pool));
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
    },
    await createApp(ctx, readiness, streams),
  );
  server.on('clientError', answerBrokenRequest);
  await listen(server, ctx.config);
  const { port } = server.address() as AddressInfo;
  // A free port is known only now.
  if (ctx.config.port === 0) ctx.config.ownAddresses.push({ host: ctx.config.host, port });
  const setDraining = (): void => {
    readiness.isDraining = true;
    streams.drain();
  };
  return {
    port,
    setDraining,
    async close() {
      setDraining();
      await closeServer(server);
    },
  };
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explainListenError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function explainListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const say = (sentence: string) => new Error(sentence, { cause: error });
  switch (error.code) {
    case 'EADDRINUSE':
      return say(`Port ${port} on ${host} is in use. Stop what listens there, or set PORT to another one.`);
    case 'EACCES':
      return say(`No permission to listen on port ${port}. Set PORT to one above 1023.`);
    case 'EADDRNOTAVAIL':
      return say(`${host} is not an address of this machine. Set HOST to one that is.`);
    default:
      return error;
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A connection whose request was in flight is kept alive after its answer: it is idle only then.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(deadline);
}
