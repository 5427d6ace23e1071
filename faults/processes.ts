import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tryListen } from '../src/free-port.js';
import { until } from '../test/support/until.js';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

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

/** The built `posthorn` command; `port` is where its /readyz answers. */
export function startPosthorn(
  command: 'api' | 'worker',
  port: number,
  env: Record<string, string>,
  logFile: string,
): PosthornProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [MAIN, command], {
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
  let isEnded = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    isEnded = true;
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
