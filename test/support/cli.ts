import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface CliRun {
  child: ChildProcess;
  /** Both outputs so far. */
  output(): string;
  /** Resolves when the output matches; rejects when the command ends without. */
  waitFor(pattern: RegExp): Promise<RegExpMatchArray>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** The built `posthorn` command with nothing in its environment but what is given. */
export function runCli(
  args: string[],
  options: { env?: Record<string, string>; uid?: number; gid?: number; nodeArgs?: string[] } = {},
): CliRun {
  const { nodeArgs = [], env = {}, ...as } = options;
  const child = spawn(process.execPath, [...nodeArgs, MAIN, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...as,
  });
  let text = '';
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const callbacks = waiting;
    waiting = [];
    for (const callback of callbacks) callback();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      wake();
    });
  }
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  let isOver = false;
  void exited.then(() => {
    isOver = true;
    wake();
  });
  return {
    child,
    exited,
    output: () => text,
    waitFor: async (pattern) => {
      for (;;) {
        const match = pattern.exec(text);
        if (match) return match;
        if (isOver) throw new Error(`The command ended before it printed ${pattern}:\n${text}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
