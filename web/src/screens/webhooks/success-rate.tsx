import { Text } from '@mantine/core';
import { percent } from '../../parts/number-text.js';

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
