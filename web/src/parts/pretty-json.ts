const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** JSON laid out over lines, each value as it is written: parsed and written again, 12345678901234567890 and 1.0 would change. */
export function prettyJson(json: string): string {
  let text = '';
  let depth = 0;
  let opened = false;
  for (const [token] of json.matchAll(TOKENS)) {
    const closes = token === '}' || token === ']';
    if (closes) depth--;
    // Nothing stands in {} and [].
    if (opened !== closes && (opened || closes)) text += lineAt(depth);
    opened = token === '{' || token === '[';
    if (opened) depth++;
    text += token === ':' ? ': ' : token === ',' ? `,${lineAt(depth)}` : token;
  }
  return text;
}

function lineAt(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}
