import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { findFreePort } from '../../src/free-port.js';
import { isRunning } from '../../src/embedded/processes.js';
import { ExpectedOutput } from './support/expected-output.js';
import { type Step, readSteps } from './support/read-steps.js';
import { Terminal } from './support/terminal.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'posthorn-quickstart-'));
// As root, the user that Postgres runs as must get through.
chmodSync(folder, 0o711);
const dataDir = join(folder, 'data');
const terminals = new Map<number, Terminal>();

afterAll(async () => {
  for (const terminal of terminals.values()) terminal.kill();
  for (const name of ['postgres.pid', 'temporal.pid'].map((file) => join(dataDir, file))) {
    const pid = existsSync(name) ? Number(readFileSync(name, 'utf8')) : 0;
    if (pid > 0 && isRunning(pid)) process.kill(pid, 'SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

test("the README's quick start does what it says", { timeout: 240_000 }, async () => {
  const [port, receiverPort] = [await findFreePort(), await findFreePort()];
  const env = {
    ...pick('PATH', 'HOME', 'LANG', 'XDG_CACHE_HOME', 'TEMPORAL_CLI_PATH'),
    PORT: String(port),
    RECEIVER_PORT: String(receiverPort),
    DATA_DIR: dataDir,
  };
  const expected = new ExpectedOutput({
    '127.0.0.1:3000': `127.0.0.1:${port}`,
    '127.0.0.1:4000': `127.0.0.1:${receiverPort}`,
    '.posthorn': relative(ROOT, dataDir),
  });
  const at = (number: number): Terminal => {
    const terminal = terminals.get(number) ?? new Terminal(ROOT, env, folder);
    terminals.set(number, terminal);
    return terminal;
  };

  const steps = readSteps(readFileSync(join(ROOT, 'README.md'), 'utf8'), 'Quick start');
  expect(steps.length).toBeGreaterThan(30);
  let lastRead: Step | undefined;
  for (const step of steps) {
    const terminal = at(step.terminal);
    if (step.kind === 'output') {
      await seeOutput(terminal, step, expected, lastRead?.terminal === step.terminal ? lastRead : undefined);
    } else if (step.text !== 'npm ci') {
      await terminal.type(step.text);
      lastRead = isRead(step.text) ? step : undefined;
      if (step.terminal === 2) expect(await terminal.whenIdle(), `line ${step.line} of README.md`).toBe(0);
    }
  }
  at(1).pressCtrlC();
  expect(await at(1).whenIdle()).toBe(0);
});

/** Waits until the terminal shows it; what was only read is read again, as the reader would. */
async function seeOutput(
  terminal: Terminal,
  { text, line }: Step,
  expected: ExpectedOutput,
  read: Step | undefined,
): Promise<void> {
  const keyPress = '^C\n';
  if (text.startsWith(keyPress)) terminal.pressCtrlC();
  const wanted = text.startsWith(keyPress) ? text.slice(keyPress.length) : text;
  const check = async (): Promise<string> => {
    const shown = terminal.shown();
    if (expected.accept(wanted, shown)) return wanted;
    if (read) {
      await terminal.type(read.text);
      await terminal.whenIdle();
    }
    return shown;
  };
  await expect
    .poll(check, { timeout: 30_000, interval: 100, message: `line ${line} of README.md` })
    .toBe(wanted);
  terminal.take();
}

/** A block that changes nothing may be run again until its answer is there. */
function isRead(block: string): boolean {
  return !/\bph (POST|PUT|PATCH|DELETE)\b|\bcurl\b|\bnpm\b|\bkill\b|\(\) \{/.test(block);
}

function pick(...names: string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}
