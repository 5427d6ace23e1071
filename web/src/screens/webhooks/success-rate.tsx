import { Text } from '@mantine/core';

/** Of the deliveries that ended; a dash where none did. */
export function SuccessRate({ rate }: { rate: number | null | undefined }) {
  if (rate === null || rate === undefined) return <Text c="dimmed">–</Text>;
  const tone = rate >= 0.99 ? 'good' : rate >= 0.9 ? 'waiting' : 'bad';
  return (
    <Text fw={550} style={{ color: `var(--${tone})` }}>
      {percent(rate)}
    </Text>
  );
}

/** Never 100 % where something failed. */
function percent(rate: number): string {
  const tenths = rate === 1 ? 1_000 : Math.min(999, Math.round(rate * 1_000));
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)} %`;
}
