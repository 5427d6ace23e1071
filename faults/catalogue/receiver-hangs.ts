import { queueBesideHealthy } from '../beside-healthy.js';
import type { Fault } from '../fault.js';

export const fault: Fault = {
  name: 'receiver-hangs',
  what: 'A receiver never answers, with 2,000 deliveries queued for it, beside a healthy one: that one’s p95 at most doubles.',
  seconds: 70,
  eventsPerSecond: 10,
  expectedErrors: ['timeout'],
  expectedCancels: ['webhook-deleted', 'cancelled'],
  run: (world) => {
    world.receiver.answer('/hanging', () => 'hang');
    return queueBesideHealthy(world, '/hanging', { timeoutMs: 5_000 });
  },
};
