import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMark } from './processes.js';
import { StartError } from './start-error.js';

/** Holds DATA_DIR for this process, whose id stands in DATA_DIR/pid. A lock whose holder was killed is taken over. */
export function lockDataDir(dataDir: string): { release(): void } {
  const [file, pidFile, own] = [
    join(dataDir, 'lock'),
    join(dataDir, 'pid'),
    join(dataDir, `lock.${process.pid}`),
  ];
  const content = `${process.pid} ${startMark(process.pid)}`;
  writeFileSync(own, content, { mode: 0o600 });
  try {
    // A link is made whole or not at all, and never over another one.
    while (!link(own, file)) takeAside(file, dataDir);
  } finally {
    rmSync(own, { force: true });
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return {
    release: () => {
      rmSync(pidFile, { force: true });
      rmSync(file, { force: true });
    },
  };
}

function takeAside(file: string, dataDir: string): void {
  const seen = read(file);
  if (seen === undefined) return;
  refuseIfHeld(seen, dataDir);
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const taken = read(aside);
  // Another start may have replaced the stale lock between our look and our move: then it is the holder.
  if (taken !== undefined && taken !== seen) link(aside, file);
  rmSync(aside, { force: true });
  if (taken !== undefined && taken !== seen) refuseIfHeld(taken, dataDir);
}

function refuseIfHeld(content: string, dataDir: string): void {
  const [pid = '', ...mark] = content.split(' ');
  if (startMark(Number(pid)) !== mark.join(' ')) return;
  throw new StartError(
    `Posthorn already runs on ${dataDir} (process ${pid}). Stop it with: kill ${pid} (or set DATA_DIR to another folder)`,
  );
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
