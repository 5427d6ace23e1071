import { NetworkError, ProblemResponseError, TimeoutError } from '@posthorn/client';

export interface Explanation {
  title: string;
  /** What happened, and what to do. */
  advice: string;
  /** For whoever looks for it in the docs or the logs. */
  code?: string;
}

const ADVICE: Record<string, string> = {
  unauthenticated: 'The session has ended. Reload the page to sign in again.',
  forbidden: 'Who may do it signs in with another key.',
  'not-found': 'It may have been deleted, or belong to another workspace.',
  'rate-limited': 'Wait a moment, then try again.',
};

/** What a person reads about an error, instead of what a program throws. */
export function explainError(error: unknown): Explanation {
  if (error instanceof ProblemResponseError) {
    const { code, status, problem, errors } = error;
    const fields = errors.map(({ pointer, detail }) =>
      pointer === '' ? detail : `${nameOf(pointer)}: ${detail}`,
    );
    const said = [problem.detail, ...fields].filter((text) => text !== undefined && text !== '').join(' ');
    const advice = ADVICE[code] ?? (status >= 500 ? 'Nothing was changed. Try again in a moment.' : '');
    return { title: problem.title, advice: [said, advice].filter(Boolean).join(' '), code };
  }
  if (error instanceof NetworkError || error instanceof TimeoutError) {
    return {
      title: 'Posthorn does not answer',
      advice: 'Is it running, and is the network there? Deliveries go on without this page.',
    };
  }
  return {
    title: 'This page made a mistake',
    advice: error instanceof Error ? error.message : 'Reload it; if that does not help, report it.',
  };
}

/** In one line, beside the field or button that it is about. */
export function messageOf(error: unknown): string {
  const { title, advice } = explainError(error);
  return advice === '' ? title : advice;
}

/** `/retryPolicy/maximumAttempts` as people write it. */
function nameOf(pointer: string): string {
  return pointer.replace(/^#?\//, '').replaceAll('/', '.');
}
