import type { ReactNode } from 'react';
import { CodeBlock } from './code-block.js';
import { prettyJson } from './pretty-json.js';
import classes from './code-block.module.css';

/** A value, or its JSON text; text that is none is shown as it is. Always inert: nothing of it becomes markup. */
export function JsonView({
  value,
  what = 'JSON',
  maxHeight = 420,
}: {
  value: unknown;
  what?: string;
  maxHeight?: number;
}) {
  const code = pretty(value);
  return (
    <CodeBlock code={code} what={what} maxHeight={maxHeight}>
      {code.length <= MOST_COLOURED ? coloured(code) : code}
    </CodeBlock>
  );
}

/** More than that would be as many elements that nobody reads. */
const MOST_COLOURED = 64 * 1024;

function pretty(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2) ?? '';
  try {
    JSON.parse(value);
    return prettyJson(value);
  } catch {
    return value;
  }
}

const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false|null)\b/g;

function coloured(code: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of code.matchAll(TOKENS)) {
    const [token, text, colon, number] = match;
    parts.push(code.slice(at, match.index));
    at = match.index + token.length;
    const kind =
      colon !== undefined ? 'key' : text !== undefined ? 'text' : number !== undefined ? 'number' : 'word';
    parts.push(
      <span key={match.index} className={classes[kind]}>
        {token}
      </span>,
    );
  }
  parts.push(code.slice(at));
  return parts;
}
