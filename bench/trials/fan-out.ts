import { startLoad } from '../load.js';
import { measure } from '../measure.js';
import { type Trial, addWebhook, percentiles, rateAndCost, sentToReceived } from '../trial.js';

const WEBHOOKS = 10;
const CLIENTS = 32;

export const trial: Trial = {
  name: 'T3',
  what: 'fan-out: each event to ten webhooks',
  on: [
    { mode: 'on-failure', shape: 'separate' },
    { mode: 'always', shape: 'separate' },
  ],
  run: async (installation, sizes) => {
    const load = startLoad(installation.baseUrl, installation.apiKey);
    const events = installation.mode === 'always' ? sizes.fanOut.few : sizes.fanOut.many;
    const webhooks = [];
    for (let n = 0; n < WEBHOOKS; n++) webhooks.push(await addWebhook(installation, `/fan-out-${n}`));
    const measured = await measure(
      installation,
      { deliveries: events * WEBHOOKS, webhookIds: webhooks.map(({ uuid }) => uuid) },
      () => load.closedLoop(events, CLIENTS),
    );
    for (const { id } of webhooks) await installation.posthorn.webhooks.delete(id);
    await load.close();
    return {
      ...rateAndCost(measured, events * WEBHOOKS),
      ...percentiles('send → received', sentToReceived(measured)),
    };
  },
};
