import { distance } from 'fastest-levenshtein';

/** Words that other programs and people use, and that happen to stand one letter off a short name of ours. */
const COMMON = new Set([
  'HOME',
  'HOSTS',
  'PORTS',
  'POST',
  'COST',
  'LOST',
  'MOST',
  'PART',
  'SORT',
  'LOGLEVEL',
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
    if (apart < bestDistance && isSlip(name.toUpperCase(), candidate, apart))
      [best, bestDistance] = [candidate, apart];
  }
  return best;
}

/** Two letters off a name of four is any word at all, unless they only changed places. */
function isSlip(name: string, candidate: string, apart: number): boolean {
  return apart <= (candidate.length < 6 ? 1 : 2) || (apart === 2 && lettersOf(name) === lettersOf(candidate));
}

function lettersOf(name: string): string {
  return name.split('').sort().join('');
}
