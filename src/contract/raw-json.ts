/**
 * The raw text of values inside a JSON text, so that `data` travels as the very bytes the producer sent: parsing and
 * writing it again would change 12345678901234567890, 1.0 and the order of keys. Both functions expect a text that
 * JSON.parse has already accepted, and never recurse, so depth costs nothing.
 */

/** The members of an object: name to raw text. Of a name that stands twice the last wins, as in JSON.parse. */
export function rawMembers(json: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = skipSpace(json, expectOpening(json, '{') + 1);
  while (json[at] !== '}') {
    const nameEnd = endOfString(json, at);
    const name = JSON.parse(json.slice(at, nameEnd)) as string;
    const start = skipSpace(json, skipSpace(json, nameEnd) + 1);
    const end = endOfValue(json, start);
    members.set(name, json.slice(start, end));
    at = skipSeparator(json, end);
  }
  return members;
}

/** The raw text of each element of an array. */
export function rawElements(json: string): string[] {
  const elements: string[] = [];
  let at = skipSpace(json, expectOpening(json, '[') + 1);
  while (json[at] !== ']') {
    const end = endOfValue(json, at);
    elements.push(json.slice(at, end));
    at = skipSeparator(json, end);
  }
  return elements;
}

function expectOpening(json: string, opening: '{' | '['): number {
  const at = skipSpace(json, 0);
  if (json[at] !== opening) throw new TypeError(`Expected a JSON text that begins with ${opening}.`);
  return at;
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at++;
  return at;
}

/** From the end of a value to the next one, or to the closing bracket. */
function skipSeparator(json: string, from: number): number {
  const at = skipSpace(json, from);
  return json[at] === ',' ? skipSpace(json, at + 1) : at;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') {
    if (at >= json.length) throw new TypeError('A JSON string does not end.');
    at += json[at] === '\\' ? 2 : 1;
  }
  return at + 1;
}

function endOfValue(json: string, start: number): number {
  const first = json[start];
  if (first === '"') return endOfString(json, start);
  if (first === '{' || first === '[') return endOfNested(json, start);
  let at = start;
  while (at < json.length && !',]} \n\r\t'.includes(json[at]!)) at++;
  return at;
}

function endOfNested(json: string, start: number): number {
  let depth = 0;
  let at = start;
  for (;;) {
    const char = json[at];
    if (char === undefined) throw new TypeError('A JSON value does not end.');
    if (char === '"') {
      at = endOfString(json, at);
      continue;
    }
    if (char === '{' || char === '[') depth++;
    if (char === '}' || char === ']') depth--;
    at++;
    if (depth === 0) return at;
  }
}
