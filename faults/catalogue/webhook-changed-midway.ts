import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Fault } from '../fault.js';
import { type Aftermath, type Change, EVENT, prepareChange } from '../midway.js';

/** A POST on its way when the answer came. */
const ON_ITS_WAY_MS = 500;

const CHANGES: Change[] = [
  {
    name: 'deleted',
    apply: ({ posthorn }, { publicId }) => posthorn.webhooks.delete(publicId),
    expect: ({ status, receipts, changedAt }) => {
      assert.equal(status, 'cancelled');
      assert.equal(receipts.length, 1);
      assert.ok(receipts.every(({ at }) => at <= changedAt + ON_ITS_WAY_MS));
    },
  },
  {
    name: 'paused',
    apply: ({ posthorn }, { publicId }) => posthorn.webhooks.pause(publicId),
    undo: ({ posthorn }, { publicId }) => posthorn.webhooks.resume(publicId),
    expect: nothingBeforeUndone,
  },
  {
    name: 'url-changed',
    apply: async ({ posthorn, receiver }, webhook) => {
      const path = `${webhook.paths[0]}-to`;
      webhook.paths.push(path);
      await posthorn.webhooks.update(webhook.publicId, { url: receiver.url + path });
    },
    expect: ({ status, receipts, webhook }) => {
      assert.equal(status, 'delivered');
      assert.equal(receipts.at(-1)?.path, webhook.paths.at(-1));
    },
  },
  {
    name: 'secret-changed',
    apply: async ({ posthorn }, webhook) => {
      const secret = `whsec_${randomBytes(32).toString('base64')}`;
      webhook.secrets.push(secret);
      await posthorn.webhooks.rotateSecret(webhook.publicId, { secret, graceSeconds: 0 });
    },
    expect: ({ status, receipts, webhook }) => {
      assert.equal(status, 'delivered');
      const last = receipts.at(-1)!;
      new Webhook(webhook.secrets.at(-1)!).verify(Buffer.from(last.body, 'base64'), last.headers);
    },
  },
];

/** The answer itself is what changes the webhook. */
const GONE: Change = {
  name: 'gone',
  firstStatus: 410,
  apply: () => Promise.resolve(),
  expect: ({ status, receipts }) => {
    assert.equal(status, 'failed');
    assert.equal(receipts.length, 1);
  },
};

export const fault: Fault = {
  name: 'webhook-changed-midway',
  what: 'A webhook is deleted, paused, given another URL, another secret, or answers 410, while a POST is in flight and while a retry is pending.',
  seconds: 30,
  expectedCancels: ['webhook-deleted', 'cancelled'],
  run: async (world) => {
    const watchers = await Promise.all([
      ...CHANGES.flatMap((change) => [
        prepareChange(world, change, 'pending'),
        prepareChange(world, change, 'in-flight'),
      ]),
      prepareChange(world, GONE, 'in-flight'),
    ]);
    await world.load.emit(EVENT);
    await Promise.all(watchers.map((watch) => watch()));
  },
};

function nothingBeforeUndone({ status, receipts, changedAt, undoneAt }: Aftermath): void {
  assert.equal(status, 'delivered');
  const meanwhile = receipts.filter(({ at }) => at > changedAt + ON_ITS_WAY_MS && at < undoneAt);
  assert.equal(meanwhile.length, 0);
}
