import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { readIfThere, writePrivate } from './data-dir.js';
import { commandLine, sendSignal, waitForEnd } from './processes.js';
import type { RunAs } from './run-as.js';
import { StartError } from './start-error.js';

const MAX_LOG_BYTES = 10_000_000;
const MAX_RESTART_WAIT_MS = 10_000;
const READY_POLL_MS = 50;
const FIRST_TRIES = 3;

class NotReadyError extends StartError {}

/** How a server is found again and ended. */
export interface ServerIdentity {
  /** As a person calls it. */
  name: string;
  /** Part of the command line that only this instance's server has: how one left running is told from a stranger. */
  mark: string;
  pidFile: string;
  /** Ends it gracefully, and when that takes too long. */
  stopSignals: readonly [NodeJS.Signals, NodeJS.Signals];
  stopTimeoutMs: number;
}

export interface ServerProgram extends ServerIdentity {
  file: string;
  args: string[];
  runAs?: RunAs | undefined;
  logFile: string;
  readyTimeoutMs: number;
  isReady(): Promise<boolean>;
}

export interface RunningServer {
  stop(): Promise<void>;
  /** Tells it to end and does not wait: for a forced exit. */
  abandon(): void;
}

/** Starts a server, waits until it is ready, and starts it again whenever it dies. */
export async function superviseServer(program: ServerProgram, logger: Logger): Promise<RunningServer> {
  const stopping = new AbortController();
  let child = launch(program);
  const watch = (): void => {
    const onEnd = (): void => {
      if (!stopping.signal.aborted) void restart(child.signalCode ?? `exit code ${child.exitCode}`);
    };
    // It may have died between its last sign of life and now.
    if (hasEnded(child)) onEnd();
    else child.once('exit', onEnd);
  };
  const restart = async (reason: string): Promise<void> => {
    const server = program.name;
    logger.error({ server, reason, log: program.logFile }, 'an embedded server died and is started again');
    for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, MAX_RESTART_WAIT_MS)) {
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      child = launch(program);
      try {
        await becomeReady(program, child);
        watch();
        logger.info({ server }, 'an embedded server is back');
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        logger.error({ server, err: error }, 'an embedded server did not start');
        await end(program, child);
      }
    }
  };

  for (let triesLeft = FIRST_TRIES - 1; ; triesLeft--) {
    try {
      await becomeReady(program, child);
      break;
    } catch (error) {
      await end(program, child);
      if (triesLeft === 0 || error instanceof NotReadyError) throw error;
      // What a killed predecessor held, such as shared memory, is freed within moments.
      await delay(1_000);
      child = launch(program);
    }
  }
  watch();
  return {
    stop: async () => {
      stopping.abort();
      await end(program, child);
    },
    abandon: () => {
      stopping.abort();
      if (child.pid !== undefined) sendSignal(child.pid, program.stopSignals[0]);
    },
  };
}

/** Stops the server that a killed start left running on this DATA_DIR. */
export async function stopLeftover(
  server: ServerIdentity,
  pid = Number(readIfThere(server.pidFile) ?? NaN),
): Promise<void> {
  if (pid > 0 && commandLine(pid)?.includes(server.mark)) await endProcess(server, pid);
  rmSync(server.pidFile, { force: true });
}

function launch(program: ServerProgram): ChildProcess {
  trimLog(program.logFile);
  const log = openSync(program.logFile, 'a', 0o600);
  try {
    const child = spawn(program.file, program.args, {
      // A session of its own: the terminal's Ctrl-C must not reach it before we have drained.
      detached: true,
      stdio: ['ignore', log, log],
      cwd: '/',
      // None of ours: PG… and TEMPORAL_… variables would change what it does.
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: process.env['TMPDIR'],
        TZ: 'UTC',
        LC_ALL: 'C',
      },
      ...(program.runAs && { uid: program.runAs.uid, gid: program.runAs.gid }),
    });
    child.once('error', () => undefined);
    if (child.pid !== undefined) writePrivate(program.pidFile, `${child.pid}\n`);
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

async function becomeReady(program: ServerProgram, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + program.readyTimeoutMs;
  while (Date.now() < deadline) {
    if (child.pid === undefined || hasEnded(child)) {
      throw new StartError(
        `${program.name} did not start. The end of its log, ${program.logFile}:\n${logTail(program)}`,
      );
    }
    if (await program.isReady()) return;
    await delay(READY_POLL_MS);
  }
  throw new NotReadyError(
    `${program.name} was not ready after ${program.readyTimeoutMs / 1000} s; see its log, ${program.logFile}`,
  );
}

async function end(program: ServerIdentity, child: ChildProcess): Promise<void> {
  if (child.pid !== undefined && !hasEnded(child)) await endProcess(program, child.pid);
  rmSync(program.pidFile, { force: true });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function endProcess(server: ServerIdentity, pid: number): Promise<void> {
  for (const signal of [...server.stopSignals, 'SIGKILL'] as const) {
    sendSignal(pid, signal);
    if (await waitForEnd(pid, server.stopTimeoutMs)) return;
  }
}

function trimLog(file: string): void {
  try {
    if (statSync(file).size > MAX_LOG_BYTES) truncateSync(file);
  } catch {
    // Not there yet.
  }
}

function logTail(program: ServerProgram): string {
  const lines = readFileSync(program.logFile, 'utf8').trimEnd().split('\n');
  return lines
    .slice(-5)
    .map((line) => `  ${line}`)
    .join('\n');
}
