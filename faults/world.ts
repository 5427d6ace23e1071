import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Posthorn } from '@posthorn/client';
import pg from 'pg';
import { parsePublicId } from '../src/ids.js';
import { Keyring } from '../src/keyring.js';
import { createDatabase } from '../test/support/database.js';
import { type Kill, type Run, type WatchedWebhook, note } from './evidence.js';
import type { Fault } from './fault.js';
import { type Load, startLoad } from './load.js';
import { type PosthornProcess, findLastingPort, startPosthorn } from './processes.js';
import { type Receiver, openReceiver } from './receiver.js';
import type { Stores } from './stores.js';

/** Of what the processes reach by the network: a fault may put a wire of its own in between. */
export interface Routes {
  databaseUrl: string;
  temporalAddress: string;
}

/** One installation of Posthorn under load, and the means to break it. */
export interface World {
  stores: Stores;
  receiver: Receiver;
  posthorn: Posthorn;
  load: Load;
  pool: pg.Pool;
  api: PosthornProcess;
  /** Those that run. */
  workers: PosthornProcess[];
  direct: Routes;
  /** The installation's own. */
  keyring: Keyring;
  /** The webhook that takes the load, at the receiver's path `/main`. */
  webhook: WatchedWebhook & { publicId: string };
  startWorker(through?: Partial<Routes>): Promise<PosthornProcess>;
  /** The API again, at the same port; the one before it is dead. */
  startApi(through?: Partial<Routes>): Promise<PosthornProcess>;
  /** Ends it by its process id, and notes that in the kill log. Resolves when it is gone. */
  kill(victim: PosthornProcess, signal?: NodeJS.Signals): Promise<void>;
  /** Notes an outage in the kill log when it is over. */
  during<T>(target: Kill['target'], how: string, work: () => Promise<T>): Promise<T>;
  /** A webhook at a path of its own, which the checker watches too. */
  addWebhook(path: string, body?: Record<string, unknown>): Promise<WatchedWebhook & { publicId: string }>;
  /** Everything works again from now on. The end of run() says it too. */
  healed(): void;
}

export interface OpenWorld extends World {
  folder: string;
  facts: Run;
  /** Rejects when a process ends that nobody killed. */
  collapse: Promise<never>;
  close(): Promise<void>;
}

const WEBHOOK = { timeoutMs: 1_000, maxConcurrency: 20, retryPolicy: { delaysSeconds: [1, 1] } };

export async function openWorld(stores: Stores, fault: Fault, folder: string): Promise<OpenWorld> {
  mkdirSync(folder, { recursive: true });
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const database = await createDatabase(stores.databaseServerUrl, stores.templateDatabase);
  closers.push(() => database.drop());
  const direct = { databaseUrl: database.url, temporalAddress: stores.temporalAddress };
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => undefined);
  closers.push(() => pool.end());
  const receiver = await openReceiver((receipt) => note(folder, 'receipts', receipt));
  closers.push(() => receiver.close());

  const apiPort = await findLastingPort();
  const key = randomBytes(32);
  const adminKey = `faults-${randomBytes(12).toString('hex')}`;
  const env: Record<string, string> = {
    TEMPORAL_TASK_QUEUE: `faults-${randomBytes(6).toString('hex')}`,
    ADMIN_API_KEY: adminKey,
    ENCRYPTION_KEYS: `k1:${key.toString('base64')}`,
    ALLOW_HTTP: 'true',
    ALLOWED_PRIVATE_CIDRS: '127.0.0.0/8',
    ...fault.env,
  };
  const running = new Set<PosthornProcess>();
  const killed = new Set<PosthornProcess>();
  let fail: (error: Error) => void;
  const collapse = new Promise<never>((_, reject) => (fail = reject));
  collapse.catch(() => undefined);
  closers.push(async () => {
    for (const process of running) killed.add(process);
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all([...running].map(({ ended }) => ended));
  });
  const start = async (command: 'api' | 'worker', port: number, through: Partial<Routes> = {}) => {
    const { databaseUrl, temporalAddress } = { ...direct, ...through };
    const started = startPosthorn(
      command,
      port,
      { ...env, DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress },
      join(folder, `${command}.log`),
    );
    running.add(started);
    void started.ended.then(({ code, signal }) => {
      running.delete(started);
      if (!killed.has(started)) fail(new Error(`posthorn ${command} ended by itself: ${signal ?? code}`));
    });
    await started.ready();
    return started;
  };

  const facts: Run = {
    fault: fault.name,
    healedAt: 0,
    webhooks: [],
    expectedErrors: fault.expectedErrors ?? [],
    expectedCancels: fault.expectedCancels ?? [],
  };
  const posthorn = new Posthorn({
    baseUrl: `http://127.0.0.1:${apiPort}`,
    apiKey: adminKey,
    timeoutMs: 5_000,
    retry: { maximumAttempts: 60, initialIntervalMs: 200, maximumIntervalMs: 2_000 },
  });
  const addWebhook: World['addWebhook'] = async (path, body = {}) => {
    const made = await posthorn.webhooks.create({
      ...WEBHOOK,
      events: ['lead.created'],
      ...body,
      url: receiver.url + path,
    });
    const watched = {
      id: parsePublicId('wh', made.id)!,
      publicId: made.id,
      paths: [path],
      secrets: [made.secret],
      timeoutMs: Number(body['timeoutMs'] ?? WEBHOOK.timeoutMs),
    };
    facts.webhooks.push(watched);
    return watched;
  };
  const noteKill = (kill: Kill): void => note(folder, 'kills', kill);

  try {
    const api = await start('api', apiPort);
    const webhook = await addWebhook('/main', fault.webhook);
    const world: OpenWorld = {
      stores,
      folder,
      facts,
      receiver,
      posthorn,
      pool,
      direct,
      keyring: new Keyring([{ name: 'k1', key }]),
      webhook,
      api,
      workers: [],
      load: startLoad(posthorn, { perSecond: 0, onAnswer: () => undefined }),
      addWebhook,
      collapse,
      close,
      startWorker: async (through) => {
        const worker = await start('worker', await findLastingPort(), through);
        world.workers.push(worker);
        void worker.ended.then(() => world.workers.splice(world.workers.indexOf(worker), 1));
        return worker;
      },
      startApi: async (through) => (world.api = await start('api', apiPort, through)),
      kill: async (victim, signal = 'SIGKILL') => {
        killed.add(victim);
        victim.child.kill(signal);
        const at = Date.now();
        await victim.ended;
        noteKill({ target: victim.command, how: signal, at, until: Date.now() });
      },
      during: async (target, how, work) => {
        const at = Date.now();
        try {
          return await work();
        } finally {
          noteKill({ target, how, at, until: Date.now() });
        }
      },
      healed: () => {
        facts.healedAt ||= Date.now();
      },
    };
    for (let n = 0; n < (fault.workers ?? 1); n++) await world.startWorker();
    world.load = startLoad(posthorn, {
      perSecond: fault.eventsPerSecond ?? 20,
      onAnswer: (asked) => note(folder, 'asked', asked),
    });
    closers.push(() => world.load.stop({ giveUp: true }));
    return world;
  } catch (error) {
    await close();
    throw error;
  }
}
