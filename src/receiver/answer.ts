/** How the receiver answers a delivery whose signature is right. */
export interface Answer {
  status: number;
  /** The share of deliveries, 0 to 1, that is answered 503 instead. */
  failRate: number;
  /** The wait before each answer. */
  delayMs: number;
}

/** A sentence for the person who gave the value. */
export class InvalidValueError extends Error {
  override readonly name = 'InvalidValueError';
}

export function parseStatus(text: string): number {
  return parseNumber(text, { integer: true, from: 200, to: 599, what: 'The status' });
}

export function parseFailRate(text: string): number {
  return parseNumber(text, { from: 0, to: 1, what: 'The fail rate' });
}

export function parseDelayMs(text: string): number {
  return parseNumber(text, { integer: true, from: 0, to: 600_000, what: 'The delay, in milliseconds,' });
}

export function parsePort(text: string): number {
  return parseNumber(text, { integer: true, from: 0, to: 65_535, what: 'The port' });
}

/** As HEADER_PREFIX takes it. */
export function parseHeaderPrefix(text: string): string {
  if (/^[a-z][a-z0-9-]{0,31}$/.test(text)) return text;
  throw new InvalidValueError('The header prefix must be lower-case letters, digits and hyphens');
}

const PARSERS = {
  status: (text: string) => ({ status: parseStatus(text) }),
  failRate: (text: string) => ({ failRate: parseFailRate(text) }),
  delay: (text: string) => ({ delayMs: parseDelayMs(text) }),
} satisfies Record<string, (text: string) => Partial<Answer>>;

/** The answer after `?status=&failRate=&delay=`; what is not named stays. */
export function changeAnswer(current: Answer, query: URLSearchParams): Answer {
  let next = current;
  for (const [name, text] of query) {
    if (!isParameter(name)) {
      throw new InvalidValueError(`"${name}" is not known here: use ${Object.keys(PARSERS).join(', ')}`);
    }
    next = { ...next, ...PARSERS[name](text) };
  }
  return next;
}

export function statusOf(answer: Answer, random = Math.random()): number {
  return random < answer.failRate ? 503 : answer.status;
}

function isParameter(name: string): name is keyof typeof PARSERS {
  return Object.hasOwn(PARSERS, name);
}

function parseNumber(
  text: string,
  { integer = false, from, to, what }: { integer?: boolean; from: number; to: number; what: string },
): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= from && value <= to && (!integer || Number.isInteger(value))) return value;
  throw new InvalidValueError(
    `${what} must be a ${integer ? 'whole number' : 'number'} from ${from} to ${to}`,
  );
}
