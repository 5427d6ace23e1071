import type { Installation } from '../installation.js';
import { startLoad } from '../load.js';
import { measure } from '../measure.js';
import { timeReads } from '../time-reads.js';
import { type Trial, acceptedToReceived, addWebhook, percentiles, rateAndCost } from '../trial.js';

const CLIENTS = 32;

/** The load of T1, which other trials put into other circumstances. */
export async function closedLoop(installation: Installation, count: number): Promise<Record<string, number>> {
  await warmUp(installation, 200);
  const load = startLoad(installation.baseUrl, installation.apiKey);
  const webhook = await addWebhook(installation, '/closed-loop');
  try {
    const measured = await measure(installation, { deliveries: count, webhookIds: [webhook.uuid] }, () =>
      load.closedLoop(count, CLIENTS),
    );
    return {
      ...rateAndCost(measured, count),
      ...percentiles(
        'send → 202',
        measured.sent.map(({ sentAt, acceptedAt }) => acceptedAt - sentAt),
      ),
      ...percentiles('202 → received', acceptedToReceived(measured)),
      ...(await timeReads(installation)),
    };
  } finally {
    await installation.posthorn.webhooks.delete(webhook.id);
    await load.close();
  }
}

/** Code that has run, and connections that are open: what a server has after its first seconds. */
export async function warmUp(installation: Installation, count: number): Promise<void> {
  const load = startLoad(installation.baseUrl, installation.apiKey);
  // One of its own: rows that were deleted would be cleaned up during the trial.
  const webhook = await addWebhook(installation, '/warm-up');
  await measure(installation, { deliveries: count, webhookIds: [webhook.uuid] }, () =>
    load.closedLoop(count, CLIENTS),
  );
  await installation.posthorn.webhooks.delete(webhook.id);
  await load.close();
}

export const trial: Trial = {
  name: 'T1',
  what: 'closed loop: 32 clients, events of 1 KiB, one webhook',
  on: [
    { mode: 'on-failure', shape: 'separate' },
    { mode: 'auto', shape: 'separate' },
    { mode: 'always', shape: 'separate' },
    { mode: 'always', shape: 'one process' },
  ],
  run: (installation, sizes) =>
    closedLoop(installation, installation.mode === 'always' ? sizes.closedLoop.few : sizes.closedLoop.many),
};
