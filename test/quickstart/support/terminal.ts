import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.js';

/** What a run of npm says about itself, and Posthorn's log. */
const NOT_OUTPUT = /^(> |\{"level":)/;

/** A shell of its own, as a terminal has one: commands are typed, what they print is read, Ctrl-C can be pressed. */
export class Terminal {
  readonly #shell: ChildProcess;
  readonly #scripts: string;
  #text = '';
  #seen = 0;
  #end: string | undefined;
  #isClosed = false;

  /** `scripts`: a folder for what is typed. */
  constructor(cwd: string, env: Record<string, string | undefined>, scripts: string) {
    this.#scripts = scripts;
    this.#shell = spawn('bash', ['--norc', '--noprofile'], { cwd, env, detached: true });
    this.#shell.once('error', (error) => (this.#text += String(error)));
    this.#shell.once('close', () => (this.#isClosed = true));
    for (const stream of [this.#shell.stdout, this.#shell.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#text += text));
  }

  /** Starts a block of commands once the one before it is over, and forgets what was shown until then. */
  async type(block: string): Promise<void> {
    await this.whenIdle();
    const mark = randomUUID();
    const file = join(this.#scripts, mark);
    writeFileSync(file, `${block}\n`);
    this.#seen = this.#text.length;
    this.#end = `\n--- ${mark} `;
    // The next block finds the exit code in $?, as at a prompt.
    this.#shell.stdin?.write(
      `(exit $code); . ${file} 2>&1 < /dev/null; code=$?; printf '\\n--- ${mark} %d\\n' $code\n`,
    );
  }

  /** Waits until a prompt would be shown; answers the last exit code. */
  async whenIdle(): Promise<number> {
    return until(async () => this.#exitCode());
  }

  /** What has been shown since the last `type` or `take`, without blank lines at either end. */
  shown(): string {
    const [text = ''] = this.#text.slice(this.#seen).split(this.#end ?? '\n--- ');
    const lines = text.split(/\r?\n/).filter((line) => !NOT_OUTPUT.test(line));
    return lines.join('\n').replace(/^\n+|\s+$/g, '');
  }

  take(): void {
    this.#seen = this.#text.length;
  }

  pressCtrlC(): void {
    this.take();
    this.#signal('SIGINT');
  }

  kill(): void {
    this.#signal('SIGKILL');
  }

  #exitCode(): number | undefined {
    if (this.#end === undefined) return 0;
    const [, after] = this.#text.split(this.#end);
    if (after?.includes('\n')) return Number.parseInt(after);
    if (this.#isClosed) throw new Error(`The shell ended:\n${this.#text.slice(this.#seen)}`);
    return undefined;
  }

  /** To all that runs in it, as a terminal does. */
  #signal(signal: NodeJS.Signals): void {
    try {
      if (this.#shell.pid !== undefined) process.kill(-this.#shell.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
