import { startDnsServer } from '../../test/egress/support/dns-server.js';
import { queueBesideHealthy } from '../beside-healthy.js';
import type { Fault } from '../fault.js';

const HEALTHY = 'healthy.example.com';
const SLOW = 'slow.example.net';
const ANSWER_AFTER_MS = 5_000;

export const fault: Fault = {
  name: 'slow-zone',
  what: 'The name servers of a webhook’s host answer after 5 s, with 2,000 deliveries queued for it, beside a healthy one with a name too: that one’s p95 at most doubles.',
  seconds: 80,
  eventsPerSecond: 10,
  expectedErrors: ['timeout'],
  expectedCancels: ['webhook-deleted', 'cancelled'],
  run: async (world) => {
    const servers = await startDnsServer((name, family) => ({
      records: family === 'A' ? ['127.0.0.1'] : [],
      delayMs: name === SLOW ? ANSWER_AFTER_MS : 0,
    }));
    const at = (host: string, path: string): string =>
      `${world.receiver.url}${path}`.replace('127.0.0.1', host);
    try {
      await world.restart({ env: { DNS_SERVERS: servers.address } });
      await world.posthorn.webhooks.update(world.webhook.publicId, { url: at(HEALTHY, '/main') });
      await world.load.acceptedMore(20);
      await queueBesideHealthy(world, '/slow', { url: at(SLOW, '/slow'), timeoutMs: 4_000 });
      await world.posthorn.webhooks.update(world.webhook.publicId, { url: at('127.0.0.1', '/main') });
      await world.restart();
    } finally {
      servers.close();
    }
  },
};
