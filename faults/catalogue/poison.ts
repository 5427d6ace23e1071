import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { WatchedWebhook } from '../evidence.js';
import type { Fault } from '../fault.js';
import { sealContext } from '../../src/keyring.js';
import type { World } from '../world.js';

const EVENT = 'lead.updated';

interface Poison {
  path: string;
  /** The code that each attempt is to end with. */
  code: string;
  spoil(world: World, webhook: WatchedWebhook): Promise<unknown>;
}

/** Things that the API refuses, put into the rows by hand, as a broken disk, a lost key or a bug would; and an answer. */
const POISONS: Poison[] = [
  {
    path: '/secret',
    code: 'bad-secret',
    spoil: ({ pool }, { id }) =>
      pool.query('update secrets set sealed = $2 where webhook_id = $1', [id, randomBytes(60)]),
  },
  {
    path: '/url',
    code: 'invalid-url',
    spoil: ({ pool }, { id }) => pool.query(`update webhooks set url = 'http://[' where id = $1`, [id]),
  },
  {
    path: '/header',
    code: 'invalid-header',
    spoil: ({ pool, keyring }, { id }) =>
      pool.query('update webhooks set headers = $2, header_names = $3 where id = $1', [
        id,
        keyring.seal(Buffer.from(JSON.stringify({ 'x-team': 'a\r\nb' })), sealContext.headers(id)),
        ['x-team'],
      ]),
  },
  {
    path: '/status-000',
    code: 'invalid-response',
    spoil: ({ receiver }) => Promise.resolve(receiver.answer('/status-000', () => ({ status: 0 }))),
  },
];

export const fault: Fault = {
  name: 'poison',
  what: 'A webhook’s secret cannot be decrypted, another’s stored URL is none, a third’s header cannot be sent, a fourth’s receiver answers with the status 000: each fails after its three attempts, and no other.',
  seconds: 30,
  expectedErrors: POISONS.map(({ code }) => code),
  run: async (world) => {
    const webhooks = await Promise.all(
      POISONS.map(async (poison) => {
        const webhook = await world.addWebhook(poison.path, { events: [EVENT], headers: { 'x-team': 'a' } });
        await poison.spoil(world, webhook);
        return webhook;
      }),
    );
    await world.load.emit(EVENT);
    for (const [i, { code }] of POISONS.entries()) {
      const { status, codes } = await ended(world, webhooks[i]!);
      assert.deepEqual({ status, codes }, { status: 'failed', codes: [code, code, code] });
    }
  },
};

async function ended({ pool }: World, { id }: WatchedWebhook): Promise<{ status: string; codes: string[] }> {
  for (;;) {
    const { rows } = await pool.query<{ status: string; codes: string[] }>(
      `select d.status, array(select a.error_code from attempts a where a.delivery_id = d.id order by a.seq) as codes
       from deliveries d where d.webhook_id = $1`,
      [id],
    );
    if (rows[0] && rows[0].status !== 'open') return rows[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
