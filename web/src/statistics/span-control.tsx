import { SegmentedControl } from '@mantine/core';
import { TIME_SPANS, type TimeSpan, isTimeSpan } from './time-span.js';

const LABELS: Record<TimeSpan, string> = { '1h': '1 h', '24h': '24 h', '7d': '7 d', '30d': '30 d' };

export function SpanControl({ span, onSpan }: { span: TimeSpan; onSpan: (span: TimeSpan) => void }) {
  return (
    <SegmentedControl
      aria-label="Time"
      size="xs"
      data={TIME_SPANS.map((value) => ({ value, label: LABELS[value] }))}
      value={span}
      onChange={(value) => {
        if (isTimeSpan(value)) onSpan(value);
      }}
    />
  );
}
