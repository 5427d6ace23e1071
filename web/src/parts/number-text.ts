const WHOLE = new Intl.NumberFormat();

export function count(value: number): string {
  return WHOLE.format(value);
}

/** Never 100 % where something failed, nor 0 % where something arrived. */
export function percent(rate: number): string {
  const tenths =
    rate === 1 || rate === 0 ? rate * 1_000 : Math.min(999, Math.max(1, Math.round(rate * 1_000)));
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)} %`;
}
