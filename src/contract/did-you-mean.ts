import { closest, distance } from 'fastest-levenshtein';

/** ` Did you mean …?`, where one of the known words is near; else nothing. */
export function didYouMean(given: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(given.slice(0, 200).toLowerCase(), known);
  const isNear = distance(given, nearest) <= Math.max(3, nearest.length / 3);
  return isNear ? ` Did you mean ${nearest}?` : '';
}
