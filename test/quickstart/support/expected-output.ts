/** What differs from machine to machine. `fits`: whether `actual` may stand for `sample`, whose first actual value was `seen`. */
interface Token {
  pattern: RegExp;
  fits(actual: string, seen: string | undefined, sample: string): boolean;
  /** Different samples stand for different values. */
  isUnique?: boolean;
}

const TOLERATED_SECONDS = 10;

const isSame = (actual: string, seen: string | undefined): boolean => seen === undefined || seen === actual;
const isAny = (): boolean => true;

const TOKENS: readonly Token[] = [
  {
    pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
    fits: isSame,
    isUnique: true,
  },
  { pattern: /(?:evt|wh|dlv)_[0-9A-Z]{26}/, fits: isSame, isUnique: true },
  { pattern: /whsec_[A-Za-z0-9+/]+=*/, fits: isSame, isUnique: true },
  { pattern: /ph_admin_[\w-]{43}/, fits: isSame },
  { pattern: /127\.0\.0\.1:\d+/, fits: isSame, isUnique: true },
  { pattern: /\.posthorn/, fits: isSame },
  {
    pattern: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/,
    fits: (actual, seen) =>
      areNear(Date.parse(actual), Date.parse(seen ?? actual), TOLERATED_SECONDS * 1_000),
  },
  { pattern: /\d\d:\d\d:\d\d\.\d{3}/, fits: isAny },
  // How long a start took; a wait has no decimals.
  { pattern: /\d+\.\d s\b/, fits: isAny },
  {
    pattern: /\b\d+ s\b/,
    fits: (actual, _, sample) => areNear(Number.parseInt(actual), Number.parseInt(sample), TOLERATED_SECONDS),
  },
];

const ANY_TOKEN = new RegExp(TOKENS.map(({ pattern }) => `(${pattern.source})`).join('|'), 'g');
const ANY_LINES = '…';

/** The actual values that samples stand for. */
type Bound = ReadonlyMap<string, string>;

/** Compares what terminals show with what the page says they do; a sample means the same thing wherever it stands. */
export class ExpectedOutput {
  #bound: Bound;

  /** `known`: samples whose actual values are given from the start. */
  constructor(known: Record<string, string>) {
    this.#bound = new Map(Object.entries(known));
  }

  /** True when it fits; only then do its samples count as seen. */
  accept(expected: string, shown: string): boolean {
    const bound = matchLines(expected.split('\n'), shown.split('\n'), this.#bound);
    if (bound) this.#bound = bound;
    return bound !== undefined;
  }
}

function matchLines(expected: readonly string[], shown: readonly string[], bound: Bound): Bound | undefined {
  const [line, ...rest] = expected;
  if (line === undefined) return shown.length === 0 ? bound : undefined;
  if (line === ANY_LINES) {
    for (let skipped = 0; skipped <= shown.length; skipped++) {
      const matched = matchLines(rest, shown.slice(skipped), bound);
      if (matched) return matched;
    }
    return undefined;
  }
  const [first, ...others] = shown;
  const matched = first === undefined ? undefined : matchLine(line, first, bound);
  return matched && matchLines(rest, others, matched);
}

function matchLine(expected: string, shown: string, bound: Bound): Bound | undefined {
  const samples = [...expected.matchAll(ANY_TOKEN)].map((match) => ({
    text: match[0],
    start: match.index,
    token: TOKENS[match.slice(1).findIndex((group) => group !== undefined)]!,
  }));
  let pattern = '';
  let end = 0;
  for (const { text, start, token } of samples) {
    // A given value need not have the form of the sample.
    const form = bound.has(text)
      ? `${token.pattern.source}|${escape(bound.get(text)!)}`
      : token.pattern.source;
    pattern += `${escape(expected.slice(end, start))}(${form})`;
    end = start + text.length;
  }
  const found = new RegExp(`^${pattern}${escape(expected.slice(end))}$`).exec(shown);
  if (!found) return undefined;
  const next = new Map(bound);
  for (const [i, { text, token }] of samples.entries()) {
    const actual = found[i + 1]!;
    if (!token.fits(actual, next.get(text), text)) return undefined;
    if (next.has(text)) continue;
    if (token.isUnique && [...next.values()].includes(actual)) return undefined;
    next.set(text, actual);
  }
  return next;
}

function areNear(one: number, other: number, within: number): boolean {
  return Math.abs(one - other) <= within;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
