import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { parsePublicId } from '../../src/ids.js';
import { type Instance, startInstance } from '../support/instance.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';

let instance: Instance;
let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
  instance = await startInstance();
});
afterAll(async () => {
  await instance.stop();
  await receiver.close();
});

async function createWebhook(body: object = {}) {
  const answer = await instance.request('POST', '/webhooks', {
    body: { url: receiver.url, events: ['lead.created'], ...body },
  });
  return { id: answer.body.id as string, secret: answer.body.secret as string };
}

const secretsOf = async (id: string) =>
  (await instance.request('GET', `/webhooks/${id}/secret`)).body.secrets;
const rotate = (id: string, body?: object) =>
  instance.request('POST', `/webhooks/${id}/secret/rotate`, body === undefined ? {} : { body });

async function signatureOf(webhookId: string) {
  const { status } = await instance.request('POST', `/webhooks/${webhookId}/test`, { body: { wait: true } });
  expect(status).toBe(200);
  const { rawBody, headers } = receiver.requests.at(-1)!;
  return { rawBody, headers: headers as Record<string, string> };
}

describe('the secrets of a webhook', () => {
  it('begin with the one of its creation', async () => {
    const { id, secret } = await createWebhook();
    expect(await secretsOf(id)).toEqual([
      { secret, signing: 'hmac', createdAt: expect.stringMatching(/Z$/), expiresAt: null },
    ]);
  });

  it('sign side by side, newest first, for a day after a rotation', async () => {
    const { id, secret } = await createWebhook();
    const before = Date.now();
    const { status, body } = await rotate(id);
    expect(status).toBe(200);
    expect(body.secrets).toMatchObject([
      { signing: 'hmac', expiresAt: null },
      { secret, signing: 'hmac' },
    ]);
    expect(Math.round((Date.parse(body.secrets[1].expiresAt) - before) / 60_000)).toBe(24 * 60);
    expect(body).toEqual({ secrets: await secretsOf(id) });

    const { rawBody, headers } = await signatureOf(id);
    expect(headers['webhook-signature']!.split(' ')).toHaveLength(2);
    for (const key of [body.secrets[0].secret, secret])
      new Webhook(key).verify(rawBody.toString('utf8'), headers);
    const [newest] = headers['webhook-signature']!.split(' ');
    new Webhook(body.secrets[0].secret).verify(rawBody.toString('utf8'), {
      ...headers,
      'webhook-signature': newest!,
    });
  });

  it('drop the replaced one at once when there is no grace', async () => {
    const { id, secret } = await createWebhook();
    const given = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    const { body } = await rotate(id, { secret: given, graceSeconds: 0 });
    expect(body.secrets).toMatchObject([{ secret: given, expiresAt: null }]);
    const { rawBody, headers } = await signatureOf(id);
    new Webhook(given).verify(rawBody.toString('utf8'), headers);
    expect(() => new Webhook(secret).verify(rawBody.toString('utf8'), headers)).toThrow();
  });

  it('may be ed25519 keys, of which only the public one is ever shown', async () => {
    const { id } = await createWebhook();
    const { body } = await rotate(id, { signing: 'ed25519' });
    expect(body.secrets[0]).toEqual({
      publicKey: expect.stringMatching(/^whpk_[A-Za-z0-9+/]{43}=$/),
      signing: 'ed25519',
      createdAt: expect.any(String),
      expiresAt: null,
    });
    const { headers } = await signatureOf(id);
    const versions = headers['webhook-signature']!.split(' ').map((signature) => signature.split(',')[0]);
    expect(versions).toEqual(['v1a', 'v1']);
    expect((await rotate(id)).body.secrets[0].signing).toBe('ed25519');
    expect((await rotate(id, { signing: 'hmac' })).body.secrets[0].signing).toBe('hmac');
  });

  it('are five at most', async () => {
    const { id } = await createWebhook();
    for (let live = 2; live <= 5; live++) expect((await rotate(id)).body.secrets).toHaveLength(live);
    const { status, body } = await rotate(id);
    expect([status, body.code]).toEqual([409, 'too-many-secrets']);
    expect(await secretsOf(id)).toHaveLength(5);
    expect((await secretsOf(id))[0].expiresAt).toBeNull();
  });

  it('have one current one however many rotate at the same time', async () => {
    const { id } = await createWebhook();
    await Promise.all([rotate(id), rotate(id), rotate(id)]);
    const secrets: { expiresAt: string | null }[] = await secretsOf(id);
    expect(secrets.map(({ expiresAt }) => expiresAt === null)).toEqual([true, false, false, false]);
  });

  it('refuse a grace out of range and a given key for ed25519', async () => {
    const { id } = await createWebhook();
    const secret = `whsec_${Buffer.alloc(32).toString('base64')}`;
    for (const body of [
      { graceSeconds: -1 },
      { graceSeconds: 604_801 },
      { secret, signing: 'ed25519' },
      { secret: 'x' },
    ]) {
      expect((await rotate(id, body)).status, JSON.stringify(body)).toBe(422);
    }
    expect(await secretsOf(id)).toHaveLength(1);
  });

  it('refuse one that signs already, current or replaced', async () => {
    const { id, secret } = await createWebhook();
    const refusal = { pointer: '/secret', detail: expect.stringContaining('signs already') };
    for (const body of [{ secret }, { secret, graceSeconds: 0 }]) {
      const answer = await rotate(id, body);
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toEqual([refusal]);
    }
    await rotate(id);
    expect((await rotate(id, { secret })).status).toBe(422);
    expect(await secretsOf(id)).toHaveLength(2);
    await rotate(id, { graceSeconds: 0 });
    await rotate(id, { graceSeconds: 0 });
    const other = await createWebhook();
    expect((await rotate(other.id, { secret })).status).toBe(200);
  });

  it('are healed by a rotation when one cannot be opened: it signs nothing, and ends at once', async () => {
    const { id } = await createWebhook();
    await instance.ctx.pool.query(
      `update secrets set sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)
       where webhook_id = $1`,
      [parsePublicId('wh', id)],
    );
    const broken = await instance.request('POST', `/webhooks/${id}/test`, { body: { wait: true } });
    expect(broken.body.attempt.error).toMatchObject({
      code: 'bad-secret',
      hint: expect.stringContaining('Rotate'),
    });
    expect(await secretsOf(id)).toEqual([]);
    const { status, body } = await rotate(id);
    expect(status).toBe(200);
    expect(body.secrets).toHaveLength(1);
    const { rawBody, headers } = await signatureOf(id);
    new Webhook(body.secrets[0].secret).verify(rawBody.toString('utf8'), headers);
  });

  it('are shown to nobody below the role manage', async () => {
    const { id } = await createWebhook();
    for (const role of ['read', 'emit']) {
      const { body } = await instance.request('POST', '/api-keys', { body: { name: role, role } });
      expect((await instance.request('GET', `/webhooks/${id}/secret`, { key: body.key })).status).toBe(403);
    }
  });
});
