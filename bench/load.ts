import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { now } from './clock.js';

const PATH = '/api/v1/events';

export interface Sent {
  eventId: string;
  /** When it was sent, and when its 202 came. */
  sentAt: number;
  acceptedAt: number;
}

export interface Load {
  /** Each client sends its next event when it has the answer to the last. */
  closedLoop(count: number, clients: number): Promise<Sent[]>;
  /** At this pace, whatever the answers. */
  openLoop(count: number, perSecond: number): Promise<Sent[]>;
  close(): Promise<void>;
}

/** A producer of events of 1 KiB. `workspaces`: where they go, in turn. */
export function startLoad(
  baseUrl: string,
  apiKey: string,
  workspaces: readonly string[] = ['default'],
): Load {
  const pool = new Pool(baseUrl, { connections: 64, pipelining: 1 });
  const data = { leadId: 'L-1', firstName: 'John', note: '' };
  const envelope = (note: string) => JSON.stringify({ event: 'lead.created', data: { ...data, note } });
  const body = envelope('x'.repeat(1_024 - envelope('').length));
  let turn = 0;

  const send = async (): Promise<Sent> => {
    const sentAt = now();
    const answer = await pool.request({
      method: 'POST',
      path: PATH,
      headers: {
        'content-type': 'application/json',
        'x-api-key': apiKey,
        'x-workspace-id': workspaces[turn++ % workspaces.length]!,
      },
      body,
    });
    const text = await answer.body.text();
    // Nothing was committed: as any producer, it comes again.
    if (answer.statusCode === 429 || answer.statusCode === 503) {
      await delay(Number(answer.headers['retry-after'] ?? 1) * 1_000);
      return send();
    }
    if (answer.statusCode !== 202) throw new Error(`POST /events answered ${answer.statusCode}: ${text}`);
    return { eventId: (JSON.parse(text) as { id: string }).id, sentAt, acceptedAt: now() };
  };

  return {
    closedLoop: async (count, clients) => {
      const sent: Sent[] = [];
      let left = count;
      await Promise.all(
        Array.from({ length: clients }, async () => {
          while (left-- > 0) sent.push(await send());
        }),
      );
      return sent;
    },
    openLoop: async (count, perSecond) => {
      const pending: Promise<Sent>[] = [];
      const beganAt = now();
      for (let n = 0; n < count; n++) {
        pending.push(send());
        await delay(Math.max(0, beganAt + ((n + 1) * 1_000) / perSecond - now()));
      }
      return Promise.all(pending);
    },
    close: () => pool.close(),
  };
}
