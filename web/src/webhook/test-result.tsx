import type { Attempt } from '@posthorn/client';
import { Group, Loader, Stack, Text } from '@mantine/core';
import { explainError } from '../parts/explain-error.js';
import { latency } from '../parts/time-text.js';
import type { TestSent } from '../queries/test-webhook.js';
import { AttemptSides } from './attempt-sides.js';
import classes from './test-result.module.css';

interface TestResultProps {
  data: TestSent | undefined;
  error: unknown;
  isPending: boolean;
  /** What was sent, where it is known. */
  requestBody?: unknown;
}

/** What came of a test: the answer in one line, and both sides of it. */
export function TestResult({ data, error, isPending, requestBody }: TestResultProps) {
  if (isPending) {
    return (
      <Group gap="sm" className={classes['line']} role="status">
        <Loader size="sm" />
        <Text>Sending a test …</Text>
      </Group>
    );
  }
  if (error) {
    const { title, advice } = explainError(error);
    return <Line tone="bad" title={title} text={advice} />;
  }
  if (!data) return null;
  const { attempt } = data;
  if (!attempt) {
    return (
      <Line
        tone="waiting"
        title="On its way"
        text="The receiver has not answered yet. The delivery shows what comes of it."
      />
    );
  }
  return (
    <Stack gap="sm">
      <Verdict attempt={attempt} />
      <AttemptSides attempt={attempt} requestBody={requestBody} />
    </Stack>
  );
}

function Verdict({ attempt: { responseStatus, durationMs, error } }: { attempt: Attempt }) {
  const took = durationMs === null ? '' : ` in ${latency(durationMs)}`;
  if (!error) return <Line tone="good" title={`${responseStatus} – it works`} text={`Answered${took}.`} />;
  return (
    <Line
      tone="bad"
      title={responseStatus === null ? error.message : `${responseStatus} – ${error.message}`}
      text={`${error.hint}${took && ` Failed${took}.`}`}
    />
  );
}

function Line({ tone, title, text }: { tone: 'good' | 'bad' | 'waiting'; title: string; text: string }) {
  return (
    <div className={classes['line']} data-tone={tone} role="status">
      <Text fw={600}>{title}</Text>
      <Text size="sm">{text}</Text>
    </div>
  );
}
