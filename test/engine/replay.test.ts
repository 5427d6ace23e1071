import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker, makeTelemetryFilterString } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';

// The negative control is loud by nature.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});

const HISTORIES = new URL('../histories/', import.meta.url);
const names = (await readdir(HISTORIES)).filter((name) => name.endsWith('.json'));

const options = {
  workflowBundle: { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)) },
};

interface RecordedEvent {
  eventType: string;
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
}

async function read(name: string): Promise<{ events: RecordedEvent[] }> {
  return JSON.parse(await readFile(new URL(name, HISTORIES), 'utf8')) as { events: RecordedEvent[] };
}

describe('workflows that were open when the code changed', () => {
  it.each(names)('go on as they began: %s', async (name) => {
    await Worker.runReplayHistory(options, await read(name), name);
  });

  it('would be found out if they did not', async () => {
    const history = await read('exhausted.json');
    for (const event of history.events) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      if (scheduled) scheduled.activityType.name = 'anotherActivity';
    }
    await expect(Worker.runReplayHistory(options, history, 'changed')).rejects.toThrow(
      DeterminismViolationError,
    );
  });

  it('carry no payload, URL path, query or secret in their history', async () => {
    for (const name of names) {
      const text = JSON.stringify(await read(name), (_, value: unknown) =>
        typeof value === 'string' ? `${value} ${Buffer.from(value, 'base64').toString('latin1')}` : value,
      );
      expect(text).not.toMatch(/leadId|L-1|whsec_|http:\/\//);
    }
  });
});
