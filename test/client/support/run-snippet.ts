import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The code block that docs/<page> calls `name`, as it stands there. */
export function readSnippet(page: string, name: string): string {
  const markdown = readFileSync(join(root, 'docs', page), 'utf8');
  const [, rest] = markdown.split(new RegExp(`^\`\`\`\\w+ ${name}\n`, 'm'));
  const [code] = rest?.split(/^```$/m) ?? [];
  if (code === undefined) throw new Error(`docs/${page} has no code block called ${name}.`);
  return code;
}

export function toJavaScript(code: string): string {
  return transformSync(code, { loader: 'ts', format: 'esm' }).code;
}

/** What tsc says about the file, in strict mode. */
export function findTypeErrors(file: string): string {
  const flags = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--types', 'node'];
  const modules = ['--target', 'es2023', '--module', 'nodenext'];
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), [...flags, ...modules, file]);
  return stdout.toString();
}

/** A folder from which `@posthorn/client`, `express` and `pg` can be imported. */
export function makeFolder(): { path: string; write(name: string, code: string): string; remove(): void } {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const path = mkdtempSync(join(root, '.cache/snippet-'));
  return {
    path,
    write: (name, code) => {
      const file = join(path, name);
      writeFileSync(file, code);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export interface RunningSnippet {
  url: string;
  output(): string;
  stop(): Promise<void>;
}

/** Starts a receiver that reads PORT, and waits until it listens. */
export async function runReceiver(
  command: string,
  args: string[],
  env: Record<string, string>,
): Promise<RunningSnippet> {
  const port = await freePort();
  const child = spawn(command, args, { env: { ...process.env, ...env, PORT: String(port) } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await untilListening(port, child, () => output);
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    output: () => output,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export function isInstalled(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number, child: ChildProcess, output: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The receiver ended: ${output()}`);
    const listens = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (listens) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
