import { execFile, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface SmallDisk {
  /** Takes all the room that is left. */
  fill(): void;
  empty(): void;
  /** Puts the folder back where it was. */
  unmount(): Promise<void>;
}

const CHUNK = Buffer.alloc(64 * 1_024);
const FILLER = 'filler';

/** Why no disk can be mounted here, in a sentence; undefined: one can. */
export function whyNoSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-mount-'));
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('/bin/umount', [folder]);
    return undefined;
  } catch {
    return 'It mounts a small disk, which only root may do, on Linux.';
  } finally {
    rmdirSync(folder);
  }
}

/** Moves a folder, which nobody uses now, onto a disk of its own that has so much room left. */
export async function mountSmallDisk(folder: string, roomKib: number): Promise<SmallDisk> {
  const { uid, gid } = statSync(folder);
  const aside = `${folder}.aside`;
  const usedKib = Number((await run('du', ['-sk', folder])).split('\t')[0]);
  renameSync(folder, aside);
  mkdirSync(folder);
  const options = `size=${usedKib + roomKib}k,mode=0700,uid=${uid},gid=${gid}`;
  await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  await run('cp', ['-a', `${aside}/.`, folder]);
  rmSync(aside, { recursive: true });
  const filler = join(folder, FILLER);
  return {
    fill: () => {
      try {
        for (;;) appendFileSync(filler, CHUNK);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        chownSync(filler, uid, gid);
      }
    },
    empty: () => rmSync(filler, { force: true }),
    unmount: async () => {
      await run('cp', ['-a', folder, aside]);
      await run('umount', [folder]);
      rmdirSync(folder);
      renameSync(aside, folder);
    },
  };
}

/** Aside: the receivers of the load run in this process, and stamp what they get. */
async function run(command: string, args: string[]): Promise<string> {
  return (await promisify(execFile)(command, args)).stdout;
}
