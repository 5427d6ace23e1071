import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { receiverCommand } from '../../src/cli/receiver.js';
import { startReceiver } from '../../src/receiver/start-receiver.js';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const lines: string[] = [];
let directory: string;
let secretFile: string;
let receiver: { url: string; close(): Promise<void> };

beforeEach(async () => {
  lines.length = 0;
  directory = mkdtempSync(join(tmpdir(), 'receiver-'));
  secretFile = join(directory, 'secret');
  writeFileSync(secretFile, `${secret}\n`);
  receiver = await startReceiver({
    port: 0,
    secretFile,
    headerPrefix: 'webhook',
    answer: { status: 200, failRate: 0, delayMs: 0 },
    print: (line) => lines.push(line),
  });
});
afterEach(async () => {
  await receiver.close();
  rmSync(directory, { recursive: true });
});

async function deliver(
  options: { secret?: string; headers?: Record<string, string>; signal?: AbortSignal; prefix?: string } = {},
): Promise<number> {
  const { prefix = 'webhook' } = options;
  const body = '{"id":"evt_1","event":"lead.created","data":{"leadId":"private"}}';
  const now = new Date();
  const response = await fetch(`${receiver.url}/hooks`, {
    method: 'POST',
    body,
    signal: options.signal ?? null,
    headers: {
      [`${prefix}-id`]: 'evt_1',
      [`${prefix}-timestamp`]: String(Math.floor(now.getTime() / 1000)),
      [`${prefix}-signature`]: new Webhook(options.secret ?? secret).sign('evt_1', now, body),
      [`${prefix}-event`]: 'lead.created',
      [`${prefix}-attempt`]: '2',
      ...options.headers,
    },
  });
  return response.status;
}

const change = (query: string, method = 'PUT'): Promise<Response> =>
  fetch(`${receiver.url}/_answer${query}`, { method });

test('a delivery is verified and printed in one line, without its payload', async () => {
  expect(await deliver()).toBe(200);
  expect(lines).toEqual([
    expect.stringMatching(
      /^\d\d:\d\d:\d\d\.\d{3} {2}lead\.created +evt_1 {2}attempt 2 {2}signature OK {2}answered 200$/,
    ),
  ]);
});

test('a delivery whose headers have another prefix is verified and printed by that', async () => {
  await receiver.close();
  receiver = await startReceiver({
    port: 0,
    secretFile,
    headerPrefix: 'x-acme',
    answer: { status: 200, failRate: 0, delayMs: 0 },
    print: (line) => lines.push(line),
  });
  expect(await deliver({ prefix: 'x-acme' })).toBe(200);
  expect(lines[0]).toMatch(/ lead\.created +evt_1 {2}attempt 2 {2}signature OK {2}answered 200$/);
  expect(await deliver()).toBe(401);
  expect(lines[1]).toContain('(no x-acme-id)');
});

test('a delivery signed with another secret is answered 401 and the line says why', async () => {
  expect(await deliver({ secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' })).toBe(401);
  expect(lines[0]).toContain('signature BAD: No signature matches');
  expect(lines[0]).toContain('answered 401');
});

test('a rotated secret counts from the next delivery on', async () => {
  const next = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
  writeFileSync(secretFile, JSON.stringify({ id: 'wh_1', secret: next }));
  expect(await deliver({ secret: next })).toBe(200);
});

test('a secret file that is gone is told in the line', async () => {
  rmSync(secretFile);
  expect(await deliver()).toBe(401);
  expect(lines[0]).toContain('There is no file');
});

test('headers cannot steer the terminal', async () => {
  await deliver({ headers: { 'webhook-event': 'lead\u009b31m' } });
  expect(lines[0]).toContain('lead?31m');
});

describe('PUT /_answer', () => {
  test('changes what it names, at once, and keeps the rest', async () => {
    await change('?delay=1');
    expect(await (await change('?status=503')).json()).toEqual({ status: 503, failRate: 0, delayMs: 1 });
    expect(await deliver()).toBe(503);
    await change('?status=204');
    expect(await deliver()).toBe(204);
    expect(await (await change('', 'GET')).json()).toEqual({ status: 204, failRate: 0, delayMs: 1 });
  });

  test('a fail rate of 1 answers 503 to all', async () => {
    await change('?failRate=1');
    expect(await deliver()).toBe(503);
  });

  test('a delay holds the answer back; a sender that hangs up is told apart', async () => {
    await change('?delay=300');
    await expect(deliver({ signal: AbortSignal.timeout(100) })).rejects.toThrow();
    await expect.poll(() => lines).toEqual([expect.stringContaining('but the sender hung up')]);
  });

  test.each(['?status=99', '?status=abc', '?failRate=2', '?delay=-1', '?delay=', '?speed=1'])(
    '%s is refused with a sentence and changes nothing',
    async (query) => {
      const response = await change(query);
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(/must be|not known/);
      expect(await (await change('', 'GET')).json()).toEqual({ status: 200, failRate: 0, delayMs: 0 });
    },
  );
});

test('other methods are told what this is', async () => {
  const response = await fetch(receiver.url);
  expect(response.status).toBe(405);
  expect(await response.text()).toContain('takes POST');
});

describe('the command ends with a sentence that says what to do', () => {
  async function run(...argv: string[]): Promise<string> {
    let output = '';
    receiverCommand.exitOverride().configureOutput({ writeErr: (text) => (output += text) });
    await receiverCommand.parseAsync(argv, { from: 'user' }).catch((error: unknown) => {
      expect(error).toMatchObject({ exitCode: 1 });
    });
    return output;
  }

  test('without a secret file', async () => {
    expect(await run('--port', '0')).toContain("save the webhook's secret");
  });

  test('for a secret file that is not there, or holds none', async () => {
    expect(await run('--port', '0', '--secret-file', join(directory, 'none'))).toContain('There is no file');
    writeFileSync(secretFile, 'hello');
    expect(await run('--port', '0', '--secret-file', secretFile)).toContain('holds no secret');
  });

  test.each([
    ['--port', '70000', 'from 0 to 65535'],
    ['--status', '42', 'from 200 to 599'],
    ['--fail-rate', 'often', 'from 0 to 1'],
    ['--delay', '1s', 'in milliseconds'],
    ['--header-prefix', 'X-Acme', 'lower-case letters'],
  ])('for %s %s', async (flag, value, sentence) => {
    expect(await run('--secret-file', secretFile, flag, value)).toContain(sentence);
  });

  test('for a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    writeFileSync(secretFile, secret);
    expect(await run('--secret-file', secretFile, '--port', String(port))).toContain(
      'choose another with --port',
    );
    other.close();
  });
});
