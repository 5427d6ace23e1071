import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Posthorn } from '@posthorn/client';
import pg from 'pg';
import type { WorkflowStart } from '../src/contract/webhook.js';
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

/** How a process is started, where that is not the usual. */
export interface Launch extends Partial<Routes> {
  /** On top of the usual. */
  env?: Record<string, string>;
  /** The folder of another build of Posthorn; the present one unless given. */
  release?: string;
}

/** One installation of Posthorn under load, and the means to break it. */
export interface World {
  /** Of this run alone. */
  folder: string;
  stores: Stores;
  receiver: Receiver;
  posthorn: Posthorn;
  /** Its WORKFLOW_START. */
  workflowStart: WorkflowStart;
  load: Load;
  /** What the API has answered, and how often. */
  statuses: Map<number, number>;
  pool: pg.Pool;
  api: PosthornProcess;
  /** Those that run. */
  workers: PosthornProcess[];
  direct: Routes;
  /** The installation's own. */
  keyring: Keyring;
  /** The webhook that takes the load, at the receiver's path `/main`. */
  webhook: WatchedWebhook & { publicId: string };
  startWorker(launch?: Launch): Promise<PosthornProcess>;
  /** The API again, at the same port; the one before it is dead. */
  startApi(launch?: Launch): Promise<PosthornProcess>;
  /** Tells the API and the workers to stop, and starts as many anew. */
  restart(launch?: Launch): Promise<void>;
  /** Ends it by its process id, and notes that in the kill log. Resolves when it is gone. */
  kill(victim: PosthornProcess, signal?: NodeJS.Signals): Promise<void>;
  /** Notes an outage in the kill log when it is over. */
  during<T>(target: Kill['target'], how: string, work: () => Promise<T>): Promise<T>;
  /** A webhook at a path of its own, which the checker watches too. */
  addWebhook(path: string, body?: Record<string, unknown>): Promise<WatchedWebhook & { publicId: string }>;
  /** Puts a figure of this run into the table. */
  tell(sentence: string): void;
  /** Everything works again from now on. The end of run() says it too. */
  healed(): void;
}

export interface OpenWorld extends World {
  facts: Run;
  /** What the fault told. */
  told: string[];
  /** Rejects when a process ends that nobody killed. */
  collapse: Promise<never>;
  close(): Promise<void>;
}

/** Its time-out is more than a receiver is ever late with its 200 where the machine is busy with other things: it would be charged. */
const WEBHOOK = { timeoutMs: 2_000, maxConcurrency: 20, retryPolicy: { delaysSeconds: [1, 1] } };

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
    WORKFLOW_START: fault.workflowStart ?? 'always',
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
  const start = async (command: 'api' | 'worker', port: number, launch: Launch = {}) => {
    const { databaseUrl, temporalAddress, release, env: more } = { ...direct, ...launch };
    const started = startPosthorn(command, {
      port,
      env: { ...env, DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, ...more },
      logFile: join(folder, `${command}.log`),
      release,
    });
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
  const statuses = new Map<number, number>();
  const posthorn = new Posthorn({
    baseUrl: `http://127.0.0.1:${apiPort}`,
    apiKey: adminKey,
    timeoutMs: 5_000,
    retry: { maximumAttempts: 60, initialIntervalMs: 200, maximumIntervalMs: 2_000 },
    fetch: async (...request) => {
      const answer = await fetch(...request);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      return answer;
    },
  });
  const addWebhook: World['addWebhook'] = async (path, body = {}) => {
    const made = await posthorn.webhooks.create({
      ...WEBHOOK,
      events: ['lead.created'],
      url: receiver.url + path,
      ...body,
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
      workflowStart: fault.workflowStart ?? 'always',
      statuses,
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
      startWorker: async (launch) => {
        const worker = await start('worker', await findLastingPort(), launch);
        world.workers.push(worker);
        void worker.ended.then(() => world.workers.splice(world.workers.indexOf(worker), 1));
        return worker;
      },
      startApi: async (launch) => (world.api = await start('api', apiPort, launch)),
      restart: async (launch) => {
        const running = [world.api, ...world.workers];
        await Promise.all(running.map((one) => world.kill(one, 'SIGTERM')));
        await world.startApi(launch);
        for (const { command } of running) if (command === 'worker') await world.startWorker(launch);
      },
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
      told: [],
      tell: (sentence) => void world.told.push(sentence),
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
