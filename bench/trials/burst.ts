import { setTimeout as delay } from 'node:timers/promises';
import { startLoad } from '../load.js';
import { measure } from '../measure.js';
import { warmUp } from './closed-loop.js';
import { type Trial, acceptedToReceived, addWebhook, prefixed, rateAndCost } from '../trial.js';

const CLIENTS = 32;

export const trial: Trial = {
  name: 'T5',
  what: 'a burst into an idle system',
  on: [
    { mode: 'auto', shape: 'separate' },
    { mode: 'always', shape: 'separate' },
  ],
  run: async (installation, sizes) => {
    const { few, many } = sizes.warmUp;
    await warmUp(installation, installation.mode === 'always' ? few : many);
    await delay(sizes.idleSeconds * 1_000);
    const load = startLoad(installation.baseUrl, installation.apiKey);
    const webhook = await addWebhook(installation, '/burst');
    const count = installation.mode === 'always' ? sizes.burst.few : sizes.burst.many;
    const measured = await measure(installation, { deliveries: count, webhookIds: [webhook.uuid] }, () =>
      load.closedLoop(count, CLIENTS),
    );
    await installation.posthorn.webhooks.delete(webhook.id);
    await load.close();
    const lastAcceptedAt = max(measured.sent.map(({ acceptedAt }) => acceptedAt));
    const acceptingSeconds = (lastAcceptedAt - measured.sent[0]!.sentAt) / 1_000;
    return {
      'accepted/s': count / acceptingSeconds,
      'drained after the last accept s': measured.seconds - acceptingSeconds,
      'oldest first attempt s': max(acceptedToReceived(measured)) / 1_000,
      ...rateAndCost(measured, count),
      ...prefixed('memory of ', measured.memoryMost, ', most MiB'),
      ...prefixed('memory of ', measured.memorySpread, ', spread MiB'),
    };
  },
};

function max(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
