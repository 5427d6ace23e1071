import { addWebhook, type Trial } from '../trial.js';
import { fillHistory } from '../fill-history.js';
import type { Installation } from '../installation.js';
import { closedLoop } from './closed-loop.js';

const HANGS = '/hangs';

export const trial: Trial = {
  name: 'T6',
  what: 'T1 with finished deliveries behind it, and many more queued on a webhook that hangs',
  on: [
    { mode: 'on-failure', shape: 'separate' },
    { mode: 'auto', shape: 'separate' },
    { mode: 'always', shape: 'separate' },
  ],
  run: async (installation, sizes) => {
    if (!(await isFilled(installation))) {
      const { uuid } = await addWebhook(installation, HANGS, {
        events: ['lead.completed'],
        maxConcurrency: 20,
        timeoutMs: 1_000,
      });
      await fillHistory(installation, { webhookId: uuid, ...sizes });
    }
    const figures = await closedLoop(
      installation,
      installation.mode === 'always' ? sizes.closedLoop.few : sizes.closedLoop.many,
    );
    return { 'finished behind it': sizes.finished, 'queued behind it': sizes.queued, ...figures };
  },
};

/** By another way of running Posthorn, before. */
async function isFilled({ database }: Installation): Promise<boolean> {
  const { rowCount } = await database.query('select from webhooks where url like $1', [`%${HANGS}`]);
  return rowCount !== 0;
}
