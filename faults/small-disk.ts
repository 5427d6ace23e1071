import { execFileSync } from 'node:child_process';
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

export interface SmallDisk {
  /** Takes all the room that is left. */
  fill(): void;
  empty(): void;
  /** Puts the folder back where it was. */
  unmount(): void;
}

const CHUNK = Buffer.alloc(64 * 1_024);
const FILLER = 'filler';

/** Why no disk can be mounted here, in a sentence; undefined: one can. */
export function whyNoSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-mount-'));
  try {
    run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    run('umount', [folder]);
    return undefined;
  } catch {
    return 'It mounts a small disk, which only root may do, on Linux.';
  } finally {
    rmdirSync(folder);
  }
}

/** Moves a folder, which nobody uses now, onto a disk of its own that has so much room left. */
export function mountSmallDisk(folder: string, roomKib: number): SmallDisk {
  const { uid, gid } = statSync(folder);
  const aside = `${folder}.aside`;
  const usedKib = Number(run('du', ['-sk', folder]).split('\t')[0]);
  renameSync(folder, aside);
  mkdirSync(folder);
  const options = `size=${usedKib + roomKib}k,mode=0700,uid=${uid},gid=${gid}`;
  run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  run('cp', ['-a', `${aside}/.`, folder]);
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
    unmount: () => {
      run('cp', ['-a', folder, aside]);
      run('umount', [folder]);
      rmdirSync(folder);
      renameSync(aside, folder);
    },
  };
}

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
