import { VerificationError } from './errors/verification-error.js';
import type { PosthornEvent } from './event.js';
import { readRawBody, type NodeRequest } from './express/read-raw-body.js';
import type { EventDataByType } from './generated/event-types.js';
import { answerTo, type Answer } from './verify/answer.js';
import type { Secrets } from './verify/import-keys.js';
import { verify } from './verify/verify.js';
import type { RouteOptions } from './webhook-route.js';

export type { NodeRequest } from './express/read-raw-body.js';

/** What is used of a response of Express, Connect, or Node's own http. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(text?: string): unknown;
}

const CONSUMED =
  'A body parser ran before webhookHandler, so the raw bytes that the signature covers are gone. ' +
  "Mount webhookHandler before express.json(), or give its route express.raw({ type: '*/*' }) instead";

/**
 * `app.post('/hooks', webhookHandler(secret, handle))`: reads the raw body itself, so mount it before any JSON parser.
 * Answers 204 once `handle` is done; 400 or 401 when the request does not verify; 500 when `handle` throws, so that
 * the event is sent again.
 */
export function webhookHandler<Events = EventDataByType, Request extends NodeRequest = NodeRequest>(
  secrets: Secrets,
  handle: (event: PosthornEvent<Events>, request: Request) => unknown,
  { onError = console.error, ...options }: RouteOptions = {},
): (request: Request, response: NodeResponse) => Promise<void> {
  async function receive(request: Request): Promise<Answer> {
    const body = await readRawBody(request);
    if (body === 'too-large') return { status: 413, text: 'The body is larger than any event' };
    if (body === 'consumed') {
      onError(new TypeError(CONSUMED));
      return { status: 500, text: CONSUMED };
    }
    await handle(await verify<Events>(body, request.headers, secrets, options), request);
    return { status: 204, text: '' };
  }

  return async (request, response) => {
    const answer = await receive(request).catch((error: unknown) => {
      if (!(error instanceof VerificationError)) onError(error);
      return answerTo(error);
    });
    response.statusCode = answer.status;
    if (answer.text) response.setHeader('content-type', 'text/plain');
    response.end(answer.text);
  };
}
