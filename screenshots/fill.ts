import { setTimeout as delay } from 'node:timers/promises';
import type { Webhook } from '@posthorn/client';
import { parsePublicId } from '../src/ids.js';
import { writeHistory } from './history.js';
import type { Installation } from './installation.js';
import { actionOfLead, eventsOfLead } from './lifelike-events.js';
import type { Hosts } from './receivers.js';

const LEADS = 14;

/** A day on which one receiver is in trouble. */
export const HOSTS: Hosts = {
  'crm.example.com': () => ({ status: 200, body: '{"ok":true}' }),
  'data.example.org': () => ({ status: 202, delayMs: 180 }),
  'loans.example.net': (n) =>
    n % 4 === 0
      ? { status: 200, body: '{"received":true}' }
      : {
          status: 503,
          headers: { server: 'nginx', 'content-type': 'text/html' },
          body: '<html>\n<head><title>503 Service Temporarily Unavailable</title></head>\n<body>The service is being deployed.</body>\n</html>\n',
        },
  'staging.example.com': () => ({ status: 200 }),
  'partner.example.net': () => ({ status: 410 }),
  'audit.example.com': () => ({ status: 204 }),
};

export interface Filled {
  webhooks: Record<'crm' | 'analytics' | 'loans' | 'staging' | 'partner' | 'audit', Webhook>;
  /** A delivery with an attempt that failed and another to come. */
  retryingId: string;
}

export async function fill({ posthorn, database }: Installation): Promise<Filled> {
  const create = (url: string, events: string[], description: string) =>
    posthorn.webhooks.create({ url, events, description });
  const partner = await create(
    'https://partner.example.net/posthorn',
    ['lead.completed'],
    'Partner’s inbox, until autumn',
  );
  const staging = await create(
    'https://staging.example.com/hooks',
    ['lead.created', 'lead.updated'],
    'Staging',
  );
  await posthorn.webhooks.pause(staging.id);
  const analytics = await create(
    'https://data.example.org/events',
    ['lead.*', 'document.*'],
    'Data warehouse',
  );
  const loans = await create('https://loans.example.net/documents', ['document.*'], 'Underwriting');
  const crm = await create('https://crm.example.com/posthorn', ['lead.*'], 'CRM sync');

  const now = Date.now();
  for (let lead = 0; lead < LEADS; lead++) {
    await posthorn.emitBatch([
      ...eventsOfLead(lead, now),
      ...(lead % 4 === 1 ? [actionOfLead(lead, now)] : []),
    ]);
  }
  const audit = await create('https://audit.example.com/actions', ['action_log.completed'], 'Audit trail');
  await posthorn.emitBatch([2, 3, 4, 6, 8].map((lead) => actionOfLead(lead, now)));
  const retryingId = await findRetrying(posthorn, loans.id);

  await writeHistory(database, 'default', [
    { ...past(crm, 240), failing: 0.002, codes: { timeout: 1 }, latencyMs: 62 },
    {
      ...past(analytics, 410),
      failing: 0.004,
      codes: { timeout: 0.7, 'connection-reset': 0.3 },
      latencyMs: 210,
    },
    {
      ...past(loans, 150),
      failing: 0.01,
      codes: { 'http-status': 1 },
      trouble: { from: 4, to: 0, failing: 0.62, codes: { 'http-status': 0.8, timeout: 0.2 } },
      latencyMs: 120,
    },
    { ...past(audit, 45), failing: 0, codes: {}, latencyMs: 35 },
  ]);
  return { webhooks: { crm, analytics, loans, staging, partner, audit }, retryingId };
}

function past(webhook: Webhook, volume: number): { webhookId: string; volume: number } {
  return { webhookId: uuidOf(webhook), volume };
}

async function findRetrying(posthorn: Installation['posthorn'], webhookId: string): Promise<string> {
  for (;;) {
    for await (const { id } of posthorn.deliveries.list({ webhookId, status: 'retrying' })) return id;
    await delay(200);
  }
}

/** What the database calls it. */
function uuidOf({ id }: Webhook): string {
  const uuid = parsePublicId('wh', id);
  if (uuid === undefined) throw new Error(`${id} is no id of a webhook`);
  return uuid;
}
