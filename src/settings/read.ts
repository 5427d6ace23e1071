import type { z } from 'zod';

export type Env = Record<string, string | undefined>;

interface Readable<T> {
  value: z.ZodType<T, string>;
  fallback: string | undefined;
}

type Values<S> = { [K in keyof S]: S[K] extends Readable<infer T> ? T : never };

export function variableName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** Lists that mean something when they are given empty. */
const EMPTY_COUNTS = new Set(['ALLOWED_PRIVATE_CIDRS']);

/** The variables that are set. An empty one counts as not set: this is how compose files pass on what they lack. */
export function presentVariables(env: Env): Record<string, string> {
  const present: Record<string, string> = {};
  for (const [name, text] of Object.entries(env)) {
    if (text !== undefined && (text.trim() !== '' || EMPTY_COUNTS.has(name))) present[name] = text.trim();
  }
  return present;
}

/** Reads each declared setting; what is wrong is added to `problems`, and its value is then not to be used. */
export function readValues<S extends Record<string, Readable<unknown>>>(
  declared: S,
  given: Record<string, string>,
  problems: string[],
): Values<S> {
  const values: Record<string, unknown> = {};
  for (const [key, { value, fallback }] of Object.entries(declared)) {
    const name = variableName(key);
    const text = given[name] ?? fallback;
    if (text === undefined) continue;
    const result = value.safeParse(text);
    if (result.success) values[key] = result.data;
    else problems.push(`${name} ${result.error.issues[0]?.message ?? 'is not valid'}.`);
  }
  return values as Values<S>;
}
