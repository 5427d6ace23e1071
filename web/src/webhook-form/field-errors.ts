import { ProblemResponseError } from '@posthorn/client';

/** What the API says about the fields, by the first part of the pointer: `url`, `events`, `retryPolicy`. */
export function fieldErrors(error: unknown): Partial<Record<string, string>> {
  if (!(error instanceof ProblemResponseError)) return {};
  const messages: Partial<Record<string, string>> = {};
  for (const { pointer, detail } of error.errors) {
    const field = pointer.replace(/^#?\//, '').split('/')[0] ?? '';
    messages[field] = messages[field] === undefined ? detail : `${messages[field]} ${detail}`;
  }
  return messages;
}
