import { startLoad } from '../load.js';
import { measure } from '../measure.js';
import { warmUp } from './closed-loop.js';
import { type Trial, acceptedToReceived, addWebhook, percentiles, rateAndCost } from '../trial.js';

const PER_SECOND = 50;

export const trial: Trial = {
  name: 'T2',
  what: 'open loop: 50 events a second, one webhook',
  on: [
    { mode: 'on-failure', shape: 'one process' },
    { mode: 'always', shape: 'one process' },
  ],
  run: async (installation, sizes) => {
    const { few, many } = sizes.warmUp;
    await warmUp(installation, installation.mode === 'always' ? few : many);
    const load = startLoad(installation.baseUrl, installation.apiKey);
    const webhook = await addWebhook(installation, '/open-loop');
    const count = sizes.openLoopSeconds * PER_SECOND;
    const measured = await measure(installation, { deliveries: count, webhookIds: [webhook.uuid] }, () =>
      load.openLoop(count, PER_SECOND),
    );
    await installation.posthorn.webhooks.delete(webhook.id);
    await load.close();
    return {
      ...percentiles('202 → received', acceptedToReceived(measured)),
      ...percentiles(
        'send → 202',
        measured.sent.map(({ sentAt, acceptedAt }) => acceptedAt - sentAt),
      ),
      ...rateAndCost(measured, count),
    };
  },
};
