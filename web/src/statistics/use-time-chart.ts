import { useElementSize } from '@mantine/hooks';
import { type RefCallback, useState } from 'react';

export const CHART_PX = 220;

export interface TimeChartState {
  /** Of the element that the chart fills. */
  ref: RefCallback<HTMLDivElement>;
  /** 0 until it is known. */
  width: number;
  /** The bucket that is pointed at. */
  chosen: number | undefined;
  choose: (bucket: number | undefined) => void;
}

export function useTimeChart(): TimeChartState {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [chosen, choose] = useState<number>();
  return { ref, width, chosen, choose };
}
