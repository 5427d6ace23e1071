import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { check } from '../../faults/check.js';
import type { Evidence } from '../../faults/evidence.js';
import { newUuid, toPublicId } from '../../src/ids.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const NOW = 1_800_000_000_000;

/** What a run leaves in which one event was posted twice: 503, then 200. */
function goodRun(): Evidence {
  const [eventId, webhookId, deliveryId] = [newUuid(NOW), newUuid(NOW), newUuid(NOW)];
  const id = toPublicId('evt', eventId);
  const body = Buffer.from(JSON.stringify({ id, data: { leadId: 'L-1' } }));
  const receipt = (at: number, status: number) => ({
    at,
    path: '/main',
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(at / 1_000),
      'webhook-signature': new Webhook(SECRET).sign(id, new Date(at), body),
    },
    body: body.toString('base64'),
    status,
  });
  const attempt = (number: number, startedAt: number, responseStatus: number) => ({
    deliveryId,
    run: 1,
    number,
    startedAt,
    responseStatus,
    errorCode: responseStatus === 200 ? null : 'http-status',
  });
  return {
    run: {
      fault: 'none',
      healedAt: NOW,
      webhooks: [{ id: webhookId, paths: ['/main'], secrets: [SECRET], timeoutMs: 1_000 }],
      expectedErrors: [],
      expectedCancels: [],
    },
    asked: [
      {
        externalId: 'E-1',
        event: 'lead.created',
        data: '{"leadId":"L-1"}',
        askedAt: NOW,
        acceptedAt: NOW,
        id,
        deliveries: 1,
      },
    ],
    receipts: [receipt(NOW, 503), receipt(NOW + 1_000, 200)],
    kills: [],
    rows: {
      events: [
        { id: eventId, externalId: 'E-1', payloadSha256: createHash('sha256').update(body).digest('hex') },
      ],
      deliveries: [
        {
          id: deliveryId,
          eventId,
          webhookId,
          status: 'delivered',
          reason: null,
          run: 1,
          attemptCount: 2,
          finishedAt: NOW + 1_010,
        },
      ],
      attempts: [attempt(1, NOW, 503), attempt(2, NOW + 1_000, 200)],
      open: [],
    },
  };
}

describe('the checker of the faults', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(check(goodRun())).toBeUndefined();
  });

  const wrongs: [string, string, (run: Evidence) => void][] = [
    ['an accepted event that is not stored', 'everyAcceptedEventIsStored', ({ rows }) => rows.events.pop()],
    ['a delivery that was lost', 'everyAcceptedEventIsStored', ({ rows }) => rows.deliveries.pop()],
    [
      'an event stored twice',
      'nothingIsStoredTwiceOrUnasked',
      ({ rows }) => rows.events.push({ ...rows.events[0]!, id: newUuid() }),
    ],
    ['a delivery that stays open', 'everyDeliveryEnds', ({ rows }) => (rows.deliveries[0]!.status = 'open')],
    [
      'a delivery that failed through our own fault',
      'everyDeliveryEnds',
      ({ rows }) => Object.assign(rows.deliveries[0]!, { status: 'failed', reason: 'internal' }),
    ],
    [
      'a queue row that outlived its delivery',
      'noOpenRowIsStranded',
      ({ rows }) =>
        rows.open.push({
          deliveryId: rows.deliveries[0]!.id,
          state: 'queued',
          dueInMs: 0,
          isHeld: false,
          workflow: null,
        }),
    ],
    [
      'a POST to a receiver whose webhook has no such delivery',
      'everyReceiptBelongsToADelivery',
      ({ receipts }) => (receipts[0]!.path = '/other'),
    ],
    [
      'a success that the receiver never answered',
      'everyReceiverGotItsEvents',
      ({ receipts }) => (receipts[1]!.status = null),
    ],
    [
      'a changed body',
      'everyBodyIsWhatWasAccepted',
      ({ receipts }) => (receipts[0]!.body = Buffer.from('{}').toString('base64')),
    ],
    [
      'a signature by another secret',
      'everySignatureVerifies',
      ({ run }) => (run.webhooks[0]!.secrets = [`whsec_${Buffer.alloc(32, 8).toString('base64')}`]),
    ],
    [
      'a POST beyond one an attempt, with nothing killed',
      'everyRepeatIsExplainedByAKill',
      ({ receipts }) => receipts.push({ ...receipts[1]! }),
    ],
    [
      'an attempt cut off while nothing was broken',
      'everyCutAttemptIsExplained',
      ({ rows }) =>
        rows.attempts.push({ ...rows.attempts[0]!, responseStatus: null, errorCode: 'unknown-outcome' }),
    ],
    [
      'an attempt used up by something of ours',
      'everyOutcomeIsTheReceiversOwn',
      ({ rows }) => Object.assign(rows.attempts[0]!, { responseStatus: null, errorCode: 'internal' }),
    ],
    [
      'attempts that are miscounted',
      'attemptsAreCountedRight',
      ({ rows }) => (rows.deliveries[0]!.attemptCount = 1),
    ],
  ];
  it.each(wrongs)('names %s', (_, assertion, spoil) => {
    const run = goodRun();
    spoil(run);
    expect(check(run)).toMatch(new RegExp(`^${assertion}: `));
  });

  it('lets a kill explain one POST more, and no second', () => {
    const run = goodRun();
    const { rows, receipts, kills } = run;
    rows.attempts.push({ ...rows.attempts[0]!, responseStatus: null, errorCode: 'unknown-outcome' });
    receipts.push({ ...receipts[0]! });
    kills.push({ target: 'worker', how: 'SIGKILL', at: NOW + 100, until: NOW + 110 });
    expect(check(run)).toBeUndefined();
    receipts.push({ ...receipts[0]! });
    expect(check(run)).toMatch(/^everyRepeatIsExplainedByAKill: /);
  });
});
