import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type ProblemCode, ProblemError } from '../errors.js';
import { problemBody } from './problem.js';

const PROBLEM_OF: Partial<Record<string, [ProblemCode, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'The request did not arrive whole within 30 s.'],
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'The headers are larger than 16 KiB.'],
};

/** Answers what Node could not read as a request, where no answer has begun on that connection. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  // Node's own handler looks at the same field: there is no public one.
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: ServerResponse | null };
  if (!socket.writable || answer?.headersSent) {
    socket.destroy(error);
    return;
  }
  const [code, detail] = PROBLEM_OF[error.code ?? ''] ?? [
    'malformed-request',
    'This is not an HTTP request.',
  ];
  const problem = new ProblemError(code, detail);
  const body = JSON.stringify(problemBody(problem));
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nconnection: close\r\n` +
      `content-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
