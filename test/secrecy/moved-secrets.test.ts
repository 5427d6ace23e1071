import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
import { createWebhook } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { startReceiver, type TestReceiver } from '../support/receiver.js';

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

const webhook = (value: string) =>
  createWebhook(instance, { url: receiver.url, events: ['lead.created'], headers: { 'x-team': value } });

const uuidOf = ({ id }: { id: string }) => parsePublicId('wh', id);

const secretsOf = async ({ id }: { id: string }) =>
  (await instance.request('GET', `/webhooks/${id}/secret`)).body.secrets;

const testSend = async ({ id }: { id: string }) =>
  (await instance.request('POST', `/webhooks/${id}/test`, { body: { wait: true } })).body.attempt;

/** Gives each of two rows the other's sealed value, as somebody with the database and without the key could. */
async function swap(table: string, column: string, where: string, rows: [unknown, unknown]): Promise<void> {
  const { rowCount } = await instance.ctx.pool.query(
    `update ${table} t set ${column} = o.${column} from ${table} o
     where t.${where} <> o.${where} and t.${where} = any($1) and o.${where} = any($1)`,
    [rows],
  );
  expect(rowCount).toBe(2);
}

describe('a ciphertext that was moved to another row fails closed', () => {
  it('as a secret: it is not shown, and signs nothing', async () => {
    const [one, other] = [await webhook('one'), await webhook('other')];
    await swap('secrets', 'sealed', 'webhook_id', [uuidOf(one), uuidOf(other)]);
    for (const moved of [one, other]) {
      expect(await secretsOf(moved)).toEqual([]);
      expect((await testSend(moved)).error).toMatchObject({ code: 'bad-secret' });
    }
    expect(receiver.requests).toEqual([]);
  });

  it('as the headers of a webhook: they are sent to nobody', async () => {
    const [one, other] = [await webhook('for one'), await webhook('for the other')];
    await swap('webhooks', 'headers', 'id', [uuidOf(one), uuidOf(other)]);
    for (const moved of [one, other]) {
      expect((await testSend(moved)).error).toMatchObject({ code: 'bad-secret' });
    }
    expect(receiver.requests).toEqual([]);
  });

  it('as a kept answer: no caller gets what another was told', async () => {
    const make = (key: string) =>
      instance.request('POST', '/webhooks', {
        headers: { 'idempotency-key': key },
        body: { url: receiver.url, events: ['lead.created'] },
      });
    const [one, other] = [await make('one'), await make('other')];
    await swap('idempotency', 'response', 'key', ['one', 'other']);
    for (const key of ['one', 'other']) {
      const again = await make(key);
      expect(again.status).toBe(500);
      for (const { body } of [one, other]) expect(again.text).not.toContain(body.secret);
    }
  });
});
