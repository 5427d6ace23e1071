import { startLoad } from '../load.js';
import { measure } from '../measure.js';
import { type Trial, acceptedToReceived, addWebhook, percentiles, rateAndCost } from '../trial.js';

const RECEIVERS = 10;
const CLIENTS = 32;

export const trial: Trial = {
  name: 'T4',
  what: 'T1 to ten receivers, one of which takes 0.5 to 1 s; 20 % of first answers are 503',
  on: [
    { mode: 'on-failure', shape: 'separate' },
    { mode: 'always', shape: 'separate' },
  ],
  run: async (installation, sizes) => {
    const workspaces = Array.from({ length: RECEIVERS }, (_, n) => `trouble-${n}`);
    const webhooks = [];
    for (const [n, workspaceId] of workspaces.entries()) {
      await installation.posthorn.workspaces.put(workspaceId, { name: workspaceId });
      const path = n === 0 ? '/slow' : `/trouble-${n}`;
      const retryPolicy = { delaysSeconds: [1, 1, 1] };
      webhooks.push(await addWebhook(installation, path, { workspaceId, retryPolicy }));
    }
    const load = startLoad(installation.baseUrl, installation.apiKey, workspaces);
    const count = installation.mode === 'always' ? sizes.closedLoop.few : sizes.closedLoop.many;
    const measured = await measure(
      installation,
      {
        deliveries: count,
        behaviour: { failFirst: 0.2 },
        webhookIds: webhooks.map(({ uuid }) => uuid),
      },
      () => load.closedLoop(count, CLIENTS),
    );
    await load.close();
    const healthy = measured.arrivals.filter(({ path }) => path !== '/slow');
    return {
      ...rateAndCost(measured, count),
      // Until the first request: what the slow one and the retries of the others cost a receiver that is well.
      ...percentiles('202 → a healthy receiver', acceptedToReceived({ ...measured, arrivals: healthy })),
    };
  },
};
