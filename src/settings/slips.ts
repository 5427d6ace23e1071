import { distance } from 'fastest-levenshtein';

/** Variables of other programs that happen to stand close to one of ours. */
const COMMON = new Set([
  'HOME',
  'HOSTNAME',
  'HOSTTYPE',
  'PATH',
  'PWD',
  'USER',
  'TERM',
  'DISPLAY',
  'PORTS',
  'LOGLEVEL',
  'TRUST_PROXIES',
]);

/** A set variable whose name is one or two letters off a setting's: most likely meant, and without effect. */
export interface Slip {
  given: string;
  meant: string;
}

export function findSlips(given: Iterable<string>, known: readonly string[]): Slip[] {
  const exact = new Set(known);
  const slips: Slip[] = [];
  for (const name of given) {
    if (exact.has(name) || COMMON.has(name)) continue;
    const meant = nearest(name, known);
    if (meant !== undefined) slips.push({ given: name, meant });
  }
  return slips;
}

function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const apart = distance(name.toUpperCase(), candidate);
    if (apart <= allowed(candidate) && apart < bestDistance) [best, bestDistance] = [candidate, apart];
  }
  return best;
}

/** Two letters off a name of four is any word at all. */
function allowed(name: string): number {
  return name.length < 6 ? 1 : 2;
}
