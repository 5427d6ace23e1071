import type { Attempt } from '@posthorn/client';
import { Collapse, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ChevronDown, Lightbulb } from 'lucide-react';
import { useId } from 'react';
import { RelativeTime } from '../../parts/relative-time.js';
import { latency } from '../../parts/time-text.js';
import { AttemptSides } from '../../webhook/attempt-sides.js';
import { CopyCurl } from './copy-curl.js';
import classes from './delivery.module.css';

const TRIGGERS: Record<Attempt['trigger'], string | undefined> = {
  schedule: undefined,
  manual: 'by hand',
  replay: 'by a recovery',
  test: 'a test',
};

interface AttemptCardProps {
  attempt: Attempt;
  /** Of the request. */
  body: string | null | undefined;
  opened: boolean;
}

/** One POST: what came of it, why, and both sides in full. */
export function AttemptCard({ attempt, body, opened }: AttemptCardProps) {
  const [isOpen, { toggle }] = useDisclosure(opened);
  const content = useId();
  const { number, trigger, startedAt, durationMs, responseStatus, error } = attempt;
  return (
    <div className={classes['attempt']}>
      <button
        type="button"
        className={classes['attemptHead']}
        aria-expanded={isOpen}
        aria-controls={content}
        onClick={toggle}
      >
        <span className={classes['attemptName']}>
          Attempt {number}
          {TRIGGERS[trigger] !== undefined && <span className={classes['quiet']}> {TRIGGERS[trigger]}</span>}
        </span>
        <span className={classes['result']} data-tone={error ? 'bad' : 'good'}>
          {responseStatus === null ? (error?.code ?? '') : `HTTP ${responseStatus}`}
        </span>
        <span className={classes['quiet']}>{durationMs !== null && latency(durationMs)}</span>
        <span className={classes['when']}>
          <RelativeTime at={startedAt} />
        </span>
        <ChevronDown size={16} className={classes['chevron']} aria-hidden />
      </button>
      {error && (
        <div className={classes['cause']}>
          <p>{error.message}</p>
          {error.hint !== '' && (
            <p className={classes['hint']}>
              <Lightbulb size={15} aria-hidden />
              <span>{error.hint}</span>
            </p>
          )}
        </div>
      )}
      <Collapse expanded={isOpen} id={content}>
        <div className={classes['sides']}>
          {typeof body === 'string' && (
            <Group justify="flex-end" mb="xs">
              <CopyCurl attempt={attempt} body={body} />
            </Group>
          )}
          <AttemptSides attempt={attempt} requestBody={body ?? undefined} />
        </div>
      </Collapse>
    </div>
  );
}
