import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DeliveryActivities } from '../../src/activities/delivery-activities.js';
import type { Outcome } from '../../src/contract/outcome.js';
import { until } from '../support/until.js';

const FAILED_ONCE: Outcome = {
  kind: 'retry',
  charged: 1,
  delayMs: 60_000,
  message: 'Your receiver answered 503',
  schedule: { initialIntervalMs: 60_000, backoffCoefficient: 2, maximumAttempts: 3 },
};

describe('a workflow that is cancelled while an attempt is on its way out', () => {
  let connection: NativeConnection;

  beforeAll(async () => {
    connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  });
  afterAll(() => connection.close());

  /** The attempt fails only once the cancel has been accepted: it arrives as that failure, not as a cancellation. */
  async function cancelDuringAttempt(row: Outcome['kind']): Promise<string> {
    const taskQueue = `test-${randomBytes(6).toString('hex')}`;
    const moments = new EventEmitter();
    const running = once(moments, 'running');
    const cancelled = once(moments, 'cancelled');
    const activities: DeliveryActivities = {
      attemptLocally: () => Promise.resolve(FAILED_ONCE),
      attemptOrThrow: async () => {
        moments.emit('running');
        await cancelled;
        throw ApplicationFailure.create({ type: 'AttemptFailed', details: [FAILED_ONCE] });
      },
      saveAttempt: (_, outcome) => Promise.resolve(outcome),
      cancelRow: () => Promise.resolve(row),
    };
    const codePath = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));
    const worker = await Worker.create({ connection, taskQueue, activities, workflowBundle: { codePath } });
    const client = new Client({ connection });
    return worker.runUntil(async () => {
      const handle = await client.workflow.start('deliverWebhook', {
        taskQueue,
        workflowId: taskQueue,
        args: [{ deliveryId: taskQueue, generation: 1, localFirst: true, charged: 0, maximumAttempts: 3 }],
      });
      await running;
      await handle.cancel();
      await until(async () => {
        const { events } = await handle.fetchHistory();
        return events?.find((event) => event.activityTaskCancelRequestedEventAttributes);
      });
      moments.emit('cancelled');
      await handle.result().catch(() => undefined);
      return (await handle.describe()).status.name;
    });
  }

  it('is cancelled, not failed', async () => {
    expect(await cancelDuringAttempt('cancelled')).toBe('CANCELLED');
  });

  it('has failed where that attempt was the last', async () => {
    expect(await cancelDuringAttempt('failed')).toBe('FAILED');
  });

  it('is completed where that attempt delivered', async () => {
    expect(await cancelDuringAttempt('delivered')).toBe('COMPLETED');
  });
});
