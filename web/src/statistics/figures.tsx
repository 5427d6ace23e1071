import type { Statistics } from '@posthorn/client';
import { Card } from '@mantine/core';
import type { ReactNode } from 'react';
import { duration, latency } from '../parts/time-text.js';
import { count, percent } from '../parts/number-text.js';
import classes from './statistics.module.css';

/** What is read first. */
export function Figures({ statistics }: { statistics: Statistics }) {
  const { deliveries, successRate, latencyMs, backlog } = statistics;
  const { delivered, failed, cancelled } = deliveries;
  return (
    <div className={`${classes['figures']} figures`}>
      <Figure name="Delivered" value={count(delivered)}>
        {failed === 0 ? 'none failed' : `${count(failed)} failed`}
        {cancelled > 0 && ` · ${count(cancelled)} cancelled`}
      </Figure>
      <Figure
        name="Success"
        value={successRate === null ? '–' : percent(successRate)}
        {...(successRate !== null && { tone: toneOf(successRate) })}
      >
        {successRate === null ? 'nothing ended' : 'of those that ended'}
      </Figure>
      <Figure name="Latency, median" value={latencyMs.p50 === null ? '–' : latency(latencyMs.p50)}>
        {latencyMs.p95 !== null && `p95 ${latency(latencyMs.p95)}`}
        {latencyMs.p99 !== null && ` · p99 ${latency(latencyMs.p99)}`}
        {latencyMs.p50 === null && 'no attempt was answered'}
      </Figure>
      <Figure
        name="Backlog now"
        value={count(backlog.count)}
        {...(backlog.oldestSeconds > LATE_SECONDS && { tone: 'waiting' })}
      >
        {backlog.oldestSeconds >= 1
          ? `oldest due since ${duration(backlog.oldestSeconds * 1_000)}`
          : backlog.count === 0
            ? 'nothing is open'
            : 'none is overdue'}
      </Figure>
    </div>
  );
}

/** Due for longer than that: something is slow, held or down. */
const LATE_SECONDS = 60;

function toneOf(rate: number): 'good' | 'waiting' | 'bad' {
  return rate >= 0.99 ? 'good' : rate >= 0.9 ? 'waiting' : 'bad';
}

interface FigureProps {
  name: string;
  value: string;
  tone?: 'good' | 'waiting' | 'bad';
  children: ReactNode;
}

function Figure({ name, value, tone, children }: FigureProps) {
  return (
    <Card component="section" aria-label={name} padding="md">
      <div className={classes['name']}>{name}</div>
      <div className={classes['value']} {...(tone && { style: { color: `var(--${tone})` } })}>
        {value}
      </div>
      <div className={classes['more']}>{children}</div>
    </Card>
  );
}
