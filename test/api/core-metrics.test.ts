import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMetrics } from '../../src/metrics.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

const scrape = async () => (await instance.request('GET', '//metrics', { key: null })).text;

it('a scrape shows what was accepted, what waits and since when', async () => {
  await instance.request('POST', '/webhooks', {
    body: { url: 'http://127.0.0.1:4999/', events: ['lead.*'] },
  });
  const body = { event: 'lead.created', data: { leadId: 'l1' }, externalId: 'e1' };
  await instance.request('POST', '/events', { body });
  await instance.request('POST', '/events', { body });
  await instance.ctx.pool.query(`update queue set due_at = now() - interval '90 seconds'`);
  const text = await scrape();
  expect(text).toContain('posthorn_events_accepted_total{type="lead.created"} 1\n');
  expect(text).toContain('posthorn_queue_depth{state="queued"} 1\n');
  const age = Number(/^posthorn_queue_oldest_age_seconds (\S+)$/m.exec(text)?.[1]);
  expect(age).toBeGreaterThanOrEqual(90);
  expect(text).toMatch(
    /posthorn_http_request_duration_seconds_count\{operation="emitEvent",status="202"\} 2/,
  );
});

it('deliveries that are held do not count as late', async () => {
  await instance.ctx.pool.query(`update webhooks set status = 'paused'`);
  expect(await scrape()).toContain('posthorn_queue_oldest_age_seconds 0\n');
});

it('attempts are counted by code, deliveries by how they ended', async () => {
  const metrics = createMetrics();
  metrics.observeAttempt({ code: 'http-status', durationMs: 40, sinceAcceptedMs: 12, outcome: 'retry' });
  metrics.observeAttempt({ code: 'delivered', durationMs: 60, sinceAcceptedMs: null, outcome: 'delivered' });
  const text = await metrics.scrape();
  expect(text).toContain('posthorn_attempts_total{code="http-status"} 1\n');
  expect(text).toContain('posthorn_deliveries_finished_total{outcome="delivered"} 1\n');
  expect(text).not.toContain('outcome="retry"');
  expect(text).toContain('posthorn_accept_to_first_attempt_seconds_count 1\n');
  expect(text).toContain('posthorn_attempt_duration_seconds_sum 0.1\n');
});

it("Temporal's own metrics stand in the same scrape, and their absence spoils nothing", async () => {
  const metrics = createMetrics();
  metrics.collectTemporal(async () => 'temporal_request 1\n');
  expect(await metrics.scrape()).toContain('\ntemporal_request 1\n');
  metrics.collectTemporal(async () => {
    throw new Error('not up');
  });
  expect(await metrics.scrape()).toContain('posthorn_attempts_total');
});
