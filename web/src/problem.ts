import { ProblemResponseError } from '@posthorn/client';

/** An error answer to a call that the client does not have. */
export async function readProblem(call: string, response: Response): Promise<ProblemResponseError> {
  const { status, statusText } = response;
  const body: unknown = await response.json().catch(() => undefined);
  const told = typeof body === 'object' && body !== null ? body : {};
  return new ProblemResponseError(call, {
    code: 'http-status',
    title: statusText || 'no reason given',
    ...told,
    status,
  });
}
