import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Posthorn } from '@posthorn/client';
import { type RunningCommand, runCommand } from './commands.js';
import { percentile, processorSeconds } from './processor-time.js';
import { type BenchReceiver, startReceiver } from './receiver.js';
import { type Stores, answering, kept, openStores, pidOf } from './stores.js';

// `npm run figures`: the figures that docs/decisions.md gives, printed on the machine at hand.

const folder = mkdtempSync(join(tmpdir(), 'posthorn-figures-'));
chmodSync(folder, 0o711);
const dataDir = join(folder, 'data');
const LEAD = { leadId: 'L-1', firstName: 'John', note: 'x'.repeat(900) };

async function main(): Promise<void> {
  try {
    await oneProcess();
    await separateProcesses();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `npm start` runs: the starts, and the latency. */
async function oneProcess(): Promise<void> {
  let command: RunningCommand | undefined;
  try {
    for (const which of ['first', 'second']) {
      await command?.stop();
      command = runCommand('start', { PORT: '0', DATA_DIR: dataDir });
      const [, seconds] = await command.waitFor(/is ready \(([\d.]+) s\)/);
      print(`start, ${which} on this DATA_DIR`, `${seconds} s`);
    }
    const [, baseUrl = ''] = await command!.waitFor(/API {2,}(http:\S+)\/api\/v1/);
    await latency(new Posthorn({ baseUrl, apiKey: kept(dataDir, 'api-key') }));
  } finally {
    await command?.stop();
  }
}

/** One API and one worker on the same stores; nothing else takes from the queue. */
async function separateProcesses(): Promise<void> {
  const stores = await openStores(dataDir);
  const env = {
    ...stores.env,
    ADMIN_API_KEY: kept(dataDir, 'api-key'),
    ENCRYPTION_KEYS: kept(dataDir, 'encryption-keys'),
  };
  const api = runCommand('api', { ...env, PORT: String(stores.apiPort) });
  const worker = runCommand('worker', { ...env, METRICS_PORT: String(stores.metricsPort) });
  try {
    const posthorn = new Posthorn({
      baseUrl: `http://127.0.0.1:${stores.apiPort}`,
      apiKey: kept(dataDir, 'api-key'),
    });
    await answering(`http://127.0.0.1:${stores.apiPort}/readyz`);
    await answering(`http://127.0.0.1:${stores.metricsPort}/readyz`);
    await throughput(posthorn, {
      API: api.child.pid!,
      worker: worker.child.pid!,
      Postgres: pidOf(dataDir, 'postgres'),
      Temporal: pidOf(dataDir, 'temporal'),
    });
    await calls(posthorn, stores);
  } finally {
    await Promise.all([api.stop(), worker.stop()]);
    await stores.close();
  }
}

async function latency(posthorn: Posthorn): Promise<void> {
  const receiver = await subscribe(posthorn);
  await warmUp(posthorn, receiver, 20);
  const [accepted, received]: [number[], number[]] = [[], []];
  const pending: Promise<void>[] = [];
  for (let i = 0; i < 600; i++) {
    pending.push(
      (async () => {
        const sentAt = performance.now();
        const { id } = await posthorn.emit('lead.created', LEAD);
        const acceptedAt = performance.now();
        accepted.push(acceptedAt - sentAt);
        while (!receiver.arrivals.has(id)) await delay(1);
        received.push(Math.max(0, receiver.arrivals.get(id)! - acceptedAt));
      })(),
    );
    await delay(50);
  }
  await Promise.all(pending);
  receiver.close();
  print('send → 202 at 20/s for 30 s, one process', milliseconds(accepted));
  print('202 → received, the same', milliseconds(received));
}

async function throughput(posthorn: Posthorn, pids: Record<string, number>): Promise<void> {
  const receiver = await subscribe(posthorn);
  await warmUp(posthorn, receiver, 100);
  const before = Object.entries(pids).map(([name, pid]) => [name, pid, processorSeconds(pid)] as const);
  const beganAt = performance.now();
  const COUNT = 1_000;
  let sent = 0;
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (sent++ < COUNT) await posthorn.emit('lead.created', LEAD);
    }),
  );
  await receiver.waitFor(100 + COUNT);
  print(
    '1,000 events, 32 clients, separate processes',
    `${Math.round(COUNT / ((performance.now() - beganAt) / 1_000))} deliveries/s`,
  );
  for (const [name, pid, seconds] of before) {
    print(
      `  processor time a delivery, ${name}`,
      `${(((processorSeconds(pid) - seconds) * 1_000) / COUNT).toFixed(2)} ms`,
    );
  }
  receiver.close();
}

async function calls(posthorn: Posthorn, stores: Stores): Promise<void> {
  const receiver = await subscribe(posthorn);
  await warmUp(posthorn, receiver, 5);
  await settled(posthorn);
  const COUNT = 20;
  for (const [name, status] of [
    ['delivered', 200],
    ['failed once, in backoff', 503],
  ] as const) {
    receiver.status = status;
    const before = await temporalCalls(stores.metricsPort);
    const ids = [];
    for (let i = 0; i < COUNT; i++) ids.push((await posthorn.emit('lead.created', LEAD)).id);
    await settled(posthorn);
    // The SDK's counters trail the calls.
    await delay(1_500);
    const made = ((await temporalCalls(stores.metricsPort)) - before) / COUNT;
    const { deliveries } = await posthorn.events.get(ids.at(-1)!);
    const history = await stores.temporal.workflow.getHandle(deliveries[0]!.id).fetchHistory();
    print(
      `Temporal, a workflow ${name}`,
      `${made.toFixed(1)} calls, ${history.events?.length} history events`,
    );
  }
  receiver.close();
}

/** Waits until no delivery is on its way to its first outcome. */
async function settled(posthorn: Posthorn): Promise<void> {
  for (;;) {
    let open = 0;
    for (const status of ['queued', 'sending'] as const) {
      for await (const _ of posthorn.deliveries.list({ status })) open += 1;
    }
    if (open === 0) return;
    await delay(100);
  }
}

/** Requests to Temporal so far, without the long polls, which cost nothing a delivery. */
async function temporalCalls(metricsPort: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  let total = 0;
  for (const [, labels = '', value] of text.matchAll(/^temporal_request(?:_total)?\{(.*?)\} (\d+)/gm)) {
    if (
      /operation="(StartWorkflowExecution|RespondWorkflowTaskCompleted|RespondActivityTask\w+|SignalWorkflowExecution)"/.test(
        labels,
      )
    ) {
      total += Number(value);
    }
  }
  return total;
}

async function subscribe(posthorn: Posthorn): Promise<BenchReceiver> {
  for await (const { id } of posthorn.webhooks.list()) await posthorn.webhooks.delete(id);
  const receiver = await startReceiver();
  await posthorn.webhooks.create({ url: receiver.url, events: ['lead.created'], maxConcurrency: 200 });
  return receiver;
}

async function warmUp(posthorn: Posthorn, receiver: BenchReceiver, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await posthorn.emit('lead.created', LEAD);
  await receiver.waitFor(count);
}

function milliseconds(values: number[]): string {
  return [0.5, 0.95, 0.99].map((f) => `p${f * 100} ${percentile(values, f).toFixed(1)}`).join(', ') + ' ms';
}

function print(what: string, value: string): void {
  console.log(`${what.padEnd(52)}${value}`);
}

await main();
