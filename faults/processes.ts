import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryListen } from '../src/free-port.js';
import { until } from '../test/support/until.js';

const PRESENT_RELEASE = fileURLToPath(new URL('..', import.meta.url));

/** Below those that systems give to outgoing connections: it stays free while a process is down. */
export async function findLastingPort(): Promise<number> {
  return until(async () => {
    const found = await tryListen('127.0.0.1', randomInt(20_000, 32_000));
    return 'port' in found ? found.port : undefined;
  });
}

export interface PosthornProcess {
  command: 'api' | 'worker';
  child: ChildProcess;
  pid: number;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  isEnded(): boolean;
  /** Resolves when /readyz answers 200. */
  ready(): Promise<void>;
}

export interface PosthornOptions {
  /** Where its /readyz answers. */
  port: number;
  env: Record<string, string>;
  logFile: string;
  /** The folder of the build; the present one unless given. */
  release?: string | undefined;
}

/** The built `posthorn` command. */
export function startPosthorn(
  command: 'api' | 'worker',
  { port, env, logFile, release = PRESENT_RELEASE }: PosthornOptions,
): PosthornProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [join(release, 'dist/cli/main.js'), command], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LOG_LEVEL: 'info',
      ...env,
      [command === 'api' ? 'PORT' : 'METRICS_PORT']: String(port),
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  // However this process ends, it leaves none behind.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  let isEnded = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    isEnded = true;
    process.off('exit', end);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  return {
    command,
    child,
    pid: child.pid!,
    ended,
    isEnded: () => isEnded,
    ready: async () => {
      await until(async () => {
        if (isEnded) throw new Error(`posthorn ${command} ended before it was ready; see ${logFile}`);
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
        return answer?.ok ? true : undefined;
      });
    },
  };
}
