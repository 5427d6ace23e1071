import type { Client } from 'undici';
import { type Answer, type AnswerExpectations, AnswerHandler } from './answer-handler.js';
import type { Deadline } from './deadline.js';

export interface ExchangeRequest extends AnswerExpectations {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * One POST and its answer, on undici's own handler interface: there a request that was aborted ends at once, the
 * last moment before the write can be refused, and a body is read without a stream in between.
 */
export function exchange(client: Client, request: ExchangeRequest, deadline: Deadline): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const handler = new AnswerHandler(request, deadline, resolve, reject);
    const { path, headers, body } = request;
    client.dispatch({ path, method: 'POST', headers, body }, handler);
  });
}
