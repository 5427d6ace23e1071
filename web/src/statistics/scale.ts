/** What the figures at the left of a chart need. */
export const AXIS_PX = 40;

const FACTORS = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/** The next round number whose half is whole. */
export function niceMaximum(value: number): number {
  if (value <= 10) return Math.max(2, 2 * Math.ceil(value / 2));
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (FACTORS.find((factor) => factor * power >= value) ?? 10);
}

/** Which of so many places are named: evenly, and none so near to an end that it would be cut off. */
export function ticksOf(places: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(places / most));
  const ticks: number[] = [];
  for (let index = Math.floor(every / 2); index <= places - every / 4; index += every) ticks.push(index);
  return ticks;
}
