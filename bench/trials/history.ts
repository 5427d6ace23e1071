import { addWebhook, type Trial } from '../trial.js';
import { fillHistory } from '../fill-history.js';
import { closedLoop } from './closed-loop.js';

export const trial: Trial = {
  name: 'T6',
  what: 'T1 with finished deliveries behind it, and many more queued on a webhook that hangs',
  on: [
    { mode: 'on-failure', shape: 'separate' },
    { mode: 'always', shape: 'separate' },
  ],
  run: async (installation, sizes) => {
    const hangs = await addWebhook(installation, '/hangs', {
      events: ['lead.completed'],
      maxConcurrency: 20,
      timeoutMs: 1_000,
    });
    await fillHistory(installation, { webhookId: hangs.uuid, ...sizes });
    const figures = await closedLoop(
      installation,
      installation.mode === 'always' ? sizes.closedLoop.few : sizes.closedLoop.many,
    );
    return { 'finished behind it': sizes.finished, 'queued behind it': sizes.queued, ...figures };
  },
};
