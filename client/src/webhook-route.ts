import { VerificationError } from './errors/verification-error.js';
import type { PosthornEvent } from './event.js';
import type { EventDataByType } from './generated/event-types.js';
import { answerTo } from './verify/answer.js';
import type { Secrets } from './verify/import-keys.js';
import { verify, type VerifyOptions } from './verify/verify.js';

export interface RouteOptions extends VerifyOptions {
  /** Told what `handle` threw, or what is wrong with the secrets. Default: console.error. */
  onError?: (error: unknown) => void;
}

/**
 * A route of Next.js, Hono, Remix, Deno or Workers. Answers 204 once `handle` is done; 400 or 401 when the
 * request does not verify; 500 when `handle` throws, so that the event is sent again.
 */
export function webhookRoute<Events = EventDataByType>(
  secrets: Secrets,
  handle: (event: PosthornEvent<Events>, request: Request) => unknown,
  { onError = console.error, ...options }: RouteOptions = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      const body = await request.arrayBuffer();
      await handle(await verify<Events>(body, request.headers, secrets, options), request);
      return new Response(null, { status: 204 });
    } catch (error) {
      if (!(error instanceof VerificationError)) onError(error);
      const { status, text } = answerTo(error);
      return new Response(text, { status, headers: { 'content-type': 'text/plain' } });
    }
  };
}
