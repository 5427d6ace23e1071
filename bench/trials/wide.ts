import { startLoad } from '../load.js';
import { measure } from '../measure.js';
import { type Trial, addWebhook, rateAndCost } from '../trial.js';

const MADE_AT_ONCE = 16;

export const trial: Trial = {
  name: 'T7',
  what: 'one event to very many webhooks',
  on: [
    { mode: 'on-failure', shape: 'separate' },
    { mode: 'always', shape: 'separate' },
  ],
  run: async (installation, sizes) => {
    const workspaceId = 'wide';
    await installation.posthorn.workspaces.put(workspaceId, { name: workspaceId });
    const uuids: string[] = [];
    let made = 0;
    await Promise.all(
      Array.from({ length: MADE_AT_ONCE }, async () => {
        while (made < sizes.webhooks)
          uuids.push((await addWebhook(installation, `/wide-${made++}`, { workspaceId })).uuid);
      }),
    );
    const load = startLoad(installation.baseUrl, installation.apiKey, [workspaceId]);
    const measured = await measure(installation, { deliveries: uuids.length, webhookIds: uuids }, () =>
      load.closedLoop(1, 1),
    );
    await load.close();
    const [event] = measured.sent;
    return {
      'accepted after ms': event!.acceptedAt - event!.sentAt,
      'distinct receipts': new Set(measured.arrivals.map(({ path }) => path)).size,
      ...rateAndCost(measured, uuids.length),
    };
  },
};
