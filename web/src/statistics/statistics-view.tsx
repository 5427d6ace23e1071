import type { Statistics } from '@posthorn/client';
import { Skeleton, Stack } from '@mantine/core';
import { Suspense, lazy } from 'react';
import { SectionCard } from '../parts/section-card.js';
import { FailureBars } from './failure-bars.js';
import { Figures } from './figures.js';
import classes from './statistics.module.css';
import { VolumeChart } from './volume-chart.js';

/** The figures are read first. */
const LatencyChart = lazy(async () => ({ default: (await import('./latency-chart.js')).LatencyChart }));

interface StatisticsViewProps {
  statistics: Statistics;
  /** Of another time than the one that was just asked for. */
  isOld?: boolean;
  /** Whose failures the links lead to; of the whole workspace when absent. */
  webhookId?: string;
}

/** How deliveries went: of a workspace, or of one webhook. */
export function StatisticsView({ statistics, isOld = false, webhookId }: StatisticsViewProps) {
  return (
    <Stack gap="md" className={classes['view']} data-old={isOld || undefined}>
      <Figures statistics={statistics} />
      <SectionCard title="Volume" about={<Legend />}>
        <VolumeChart series={statistics.series} bucketSeconds={statistics.bucketSeconds} />
      </SectionCard>
      <SectionCard
        title="Latency"
        about={
          statistics.latencySeries.length === 0 ? 'No attempt was made in this time.' : <LatencyLegend />
        }
      >
        {statistics.latencySeries.length > 0 && (
          <Suspense fallback={<Skeleton height={220} />}>
            <LatencyChart
              series={statistics.series}
              latencies={statistics.latencySeries}
              bucketSeconds={statistics.bucketSeconds}
            />
          </Suspense>
        )}
      </SectionCard>
      <SectionCard
        title="Failed attempts, by cause"
        {...(statistics.failures.length === 0 && { about: 'No attempt failed in this time.' })}
      >
        {statistics.failures.length > 0 && (
          <FailureBars
            failures={statistics.failures}
            from={statistics.from}
            {...(webhookId !== undefined && { webhookId })}
          />
        )}
      </SectionCard>
    </Stack>
  );
}

function Legend() {
  return (
    <span className={classes['legend']}>
      <span className={classes['swatch']} data-of="delivered">
        delivered
      </span>
      <span className={classes['swatch']} data-of="failed">
        failed, all attempts used up
      </span>
    </span>
  );
}

function LatencyLegend() {
  return (
    <span className={classes['legend']}>
      <span className={classes['swatch']} data-of="p50">
        half of all attempts took at most
      </span>
      <span className={classes['swatch']} data-of="p95">
        95 of 100 took at most
      </span>
    </span>
  );
}

/** As high as what comes. */
export function StatisticsLoading() {
  return (
    <Stack gap="md" aria-busy="true" aria-label="Loading">
      <div className={classes['figures']}>
        {[0, 1, 2, 3].map((place) => (
          <Skeleton key={place} height={119} radius="lg" />
        ))}
      </div>
      <Skeleton height={343} radius="lg" />
      <Skeleton height={343} radius="lg" />
      <Skeleton height={180} radius="lg" />
    </Stack>
  );
}
