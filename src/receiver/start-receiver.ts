import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { verify, VerificationError } from '@posthorn/client/verify';
import { changeAnswer, InvalidValueError, statusOf, type Answer } from './answer.js';
import { describeDelivery } from './describe-delivery.js';
import { readSecrets } from './read-secrets.js';

export interface ReceiverOptions {
  port: number;
  secretFile: string;
  /** As the sender's HEADER_PREFIX. */
  headerPrefix: string;
  answer: Answer;
  /** Gets one line for each delivery. */
  print: (line: string) => void;
}

/** A receiver to try Posthorn with, on loopback only: verifies each delivery, prints a line, answers as told. */
export async function startReceiver(
  options: ReceiverOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  readSecrets(options.secretFile);
  const state = { answer: options.answer };
  const server = createServer((request, response) => {
    respond(options, state, request, response).catch((error: unknown) => {
      if (!request.destroyed) options.print(`A request could not be answered: ${String(error)}`);
      response.destroy();
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function respond(
  { secretFile, headerPrefix, print }: ReceiverOptions,
  state: { answer: Answer },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://receiver');
  if (pathname === '/_answer') {
    answerControl(state, request.method, searchParams, response);
    return;
  }
  if (request.method !== 'POST') {
    reply(response, 405, 'This is a receiver of webhooks: it takes POST, and PUT /_answer');
    return;
  }
  const at = new Date();
  const body = Buffer.concat(await request.toArray());
  const reason = await findFault(body, request.headers, { secretFile, headerPrefix });
  const { answer } = state;
  const status = reason === null ? statusOf(answer) : 401;
  await sleep(answer.delayMs, undefined, { ref: false });
  print(
    describeDelivery({
      at,
      headers: request.headers,
      headerPrefix,
      reason,
      status,
      hungUp: request.socket.destroyed,
    }),
  );
  reply(response, status, reason ?? '');
}

/** Why the delivery is not to be trusted; null when it is. Secrets are read anew: rotating needs no restart. */
async function findFault(
  body: Buffer,
  headers: IncomingHttpHeaders,
  { secretFile, headerPrefix }: Pick<ReceiverOptions, 'secretFile' | 'headerPrefix'>,
): Promise<string | null> {
  try {
    await verify(body, headers, readSecrets(secretFile), { headerPrefix });
    return null;
  } catch (error) {
    if (error instanceof VerificationError || error instanceof InvalidValueError) return error.message;
    throw error;
  }
}

function answerControl(
  state: { answer: Answer },
  method: string | undefined,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  try {
    if (method === 'PUT') state.answer = changeAnswer(state.answer, query);
    reply(response, 200, JSON.stringify(state.answer));
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    reply(response, 400, error.message);
  }
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(
    status,
    text ? { 'content-type': text.startsWith('{') ? 'application/json' : 'text/plain' } : {},
  );
  response.end(status === 204 || status === 304 || !text ? undefined : `${text}\n`);
}
