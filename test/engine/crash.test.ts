import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliRun, runCli } from '../support/cli.js';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { MODES, inMode } from '../support/modes.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';

describe.each(MODES)('a worker that is killed in the middle of a POST (%s)', (mode) => {
  let instance: Instance;
  let receiver: TestReceiver;
  let workers: CliRun[];

  beforeEach(async () => {
    instance = await startInstance({ worker: false, ...inMode(mode) });
    receiver = await startReceiver();
    workers = [];
    await createWebhook(instance, { url: receiver.url, events: ['lead.*'], timeoutMs: 1_000 });
  });
  afterEach(async () => {
    for (const { child } of workers) child.kill('SIGKILL');
    await Promise.all(workers.map((worker) => worker.exited));
    await instance.stop();
    await receiver.close();
  });

  function startWorker(): CliRun {
    const worker = runCli(['worker'], { env: { ...instance.env, LOG_LEVEL: 'info' } });
    workers.push(worker);
    return worker;
  }

  /** Kills the worker when the n-th request has arrived; its answer never gets through. */
  function killAt(n: number, worker: CliRun): void {
    receiver.answer(async (_, count) => {
      if (count !== n) return { status: count < n ? 503 : 200 };
      worker.child.kill('SIGKILL');
      await worker.exited;
      return { status: 200 };
    });
  }

  const attempts = async (deliveryId: string) => {
    const { body } = await instance.request('GET', `/deliveries/${deliveryId}`);
    return (body as { attempts: { number: number; error: { code: string } | null }[] }).attempts.map(
      ({ number, error }) => `${number} ${error?.code ?? 'delivered'}`,
    );
  };

  it('loses nothing and uses up nothing: the first attempt is repeated by another', async () => {
    const first = startWorker();
    killAt(1, first);
    const event = await emit(instance, 'lead.created', '{"leadId":"L-1"}');
    await receiver.waitForRequests(1, 90_000);
    await first.exited;
    startWorker();
    const delivery = await waitForDelivery(instance, event.id, 'delivered', 120_000);
    expect(delivery).toMatchObject({ attemptCount: 1 });
    expect(await attempts(delivery.id)).toEqual(['1 unknown-outcome', '1 delivered']);
    expect(receiver.requests.map((request) => request.headers['webhook-attempt'])).toEqual(['1', '1']);
  }, 300_000);

  it('leaves the second attempt to be repeated as the second', async () => {
    const first = startWorker();
    killAt(2, first);
    const event = await emit(instance, 'lead.created', '{"leadId":"L-1"}');
    const { id } = await waitForDelivery(instance, event.id, 'retrying', 90_000);
    await instance.request('POST', `/deliveries/${id}/retry`);
    await receiver.waitForRequests(2, 90_000);
    await first.exited;
    startWorker();
    await waitForDelivery(instance, event.id, 'delivered', 120_000);
    expect(await attempts(id)).toEqual(['1 http-status', '2 unknown-outcome', '2 delivered']);
  }, 300_000);

  it('ends its POST first when it is told to stop, and exits 0', async () => {
    const worker = startWorker();
    receiver.answer(() => {
      worker.child.kill('SIGTERM');
      return { status: 200, delayMs: 500 };
    });
    const event = await emit(instance, 'lead.created', '{"leadId":"L-1"}');
    expect(await worker.exited).toEqual({ code: 0, signal: null });
    await waitForDelivery(instance, event.id, 'delivered');
    expect(receiver.requests).toHaveLength(1);
  }, 180_000);
});
