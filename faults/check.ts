import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { toPublicId } from '../src/ids.js';
import { type Evidence, type Receipt, type Rows, type WatchedWebhook, readEvidence } from './evidence.js';
import { groupBy } from './group-by.js';

// The one judge of every run. `npx tsx faults/check.ts FOLDER` judges again what a run left behind.

type Delivery = Rows['deliveries'][number];
type Attempt = Rows['attempts'][number];

/** One assertion: the first violation in plain words, or undefined. */
type Assertion = (facts: Facts) => string | undefined;

/** Clocks of the database, the receiver and ours are one machine's; a stamp is taken a little before or after its act. */
const STAMP_SLACK_MS = 2_000;
const OVERDUE_MS = 5_000;
/** A claim may be so old when its POST begins, and the POST's record so late, before the attempt is taken for lost. */
const MARGINS_MS = 4_000;

interface Case {
  delivery: Delivery;
  webhook: WatchedWebhook;
  receipts: Receipt[];
  /** Attempts with an outcome. */
  known: Attempt[];
  /** Attempts cut off before theirs was recorded. */
  cut: Attempt[];
}

interface Facts extends Evidence {
  cases: Case[];
}

const ASSERTIONS: Assertion[] = [
  everyAcceptedEventIsStored,
  nothingIsStoredTwiceOrUnasked,
  everyDeliveryEnds,
  noOpenRowIsStranded,
  everyReceiptBelongsToADelivery,
  everyReceiverGotItsEvents,
  everyBodyIsWhatWasAccepted,
  everySignatureVerifies,
  everyRepeatIsExplainedByAKill,
  everyCutAttemptIsExplained,
  everyOutcomeIsTheReceiversOwn,
  attemptsAreCountedRight,
];

/** The first violated assertion, or undefined. */
export function check(evidence: Evidence): string | undefined {
  const facts = { ...evidence, cases: casesOf(evidence) };
  for (const assertion of ASSERTIONS) {
    const violation = assertion(facts);
    if (violation !== undefined) return `${assertion.name}: ${violation}`;
  }
  return undefined;
}

function casesOf({ run, rows, receipts }: Evidence): Case[] {
  const webhooks = new Map(run.webhooks.map((webhook) => [webhook.id, webhook]));
  const attempts = groupBy(rows.attempts, (attempt) => attempt.deliveryId);
  const receiptsOf = groupBy(receipts, (receipt) => `${receipt.path} ${receipt.headers['webhook-id']}`);
  return rows.deliveries.flatMap((delivery) => {
    const webhook = webhooks.get(delivery.webhookId);
    if (!webhook) return [];
    const made = attempts.get(delivery.id) ?? [];
    const isCut = (attempt: Attempt): boolean => attempt.errorCode === 'unknown-outcome';
    return {
      delivery,
      webhook,
      receipts: webhook.paths.flatMap(
        (path) => receiptsOf.get(`${path} ${toPublicId('evt', delivery.eventId)}`) ?? [],
      ),
      known: made.filter((attempt) => !isCut(attempt)),
      cut: made.filter(isCut),
    };
  });
}

function everyAcceptedEventIsStored({ asked, rows }: Facts): string | undefined {
  const stored = new Map(rows.events.map((event) => [toPublicId('evt', event.id), event]));
  const deliveries = groupBy(rows.deliveries, (delivery) => toPublicId('evt', delivery.eventId));
  for (const one of asked) {
    if (one.id === undefined) continue;
    if (stored.get(one.id)?.externalId !== one.externalId)
      return `${one.externalId} was accepted as ${one.id} and is not stored`;
    const count = deliveries.get(one.id)?.length ?? 0;
    if (count !== one.deliveries)
      return `${one.externalId} was accepted with ${one.deliveries} deliveries and has ${count}`;
  }
  return undefined;
}

function nothingIsStoredTwiceOrUnasked({ asked, rows }: Facts): string | undefined {
  const wanted = new Set(asked.map((one) => one.externalId));
  for (const event of rows.events) {
    if (event.externalId === null || !wanted.delete(event.externalId))
      return `event ${event.id} (${event.externalId}) was stored twice, or nobody asked for it`;
  }
  return undefined;
}

function everyDeliveryEnds({ run, cases, rows }: Facts): string | undefined {
  const held = new Set(rows.open.filter((row) => row.isHeld).map((row) => row.deliveryId));
  for (const { delivery } of cases) {
    const { id, status, reason } = delivery;
    if (status === 'open' && !held.has(id)) return `delivery ${id} has not ended`;
    if (status === 'cancelled' && !run.expectedCancels.includes(reason ?? ''))
      return `delivery ${id} was cancelled: ${reason}`;
    if (status === 'failed' && !['attempts-exhausted', 'gone'].includes(reason ?? ''))
      return `delivery ${id} failed: ${reason}`;
  }
  return undefined;
}

function noOpenRowIsStranded({ cases, rows }: Facts): string | undefined {
  const finished = new Set(
    cases.filter(({ delivery }) => delivery.status !== 'open').map(({ delivery }) => delivery.id),
  );
  for (const row of rows.open) {
    const of = `the row of delivery ${row.deliveryId}`;
    if (finished.has(row.deliveryId)) return `${of} is left of one that has ended`;
    if (row.isHeld) continue;
    if (row.dueInMs < -OVERDUE_MS) return `${of} is ${row.state} and ${-row.dueInMs} ms overdue`;
    if (row.state === 'retrying' && row.workflow !== 'RUNNING')
      return `${of} waits for a workflow that is ${row.workflow ?? 'unknown to Temporal'}`;
  }
  return undefined;
}

function everyReceiptBelongsToADelivery({ cases, receipts }: Facts): string | undefined {
  const owned = new Set(cases.flatMap((one) => one.receipts));
  const stray = receipts.find((receipt) => !owned.has(receipt));
  return stray && `${stray.path} got ${stray.headers['webhook-id']}, which is no delivery of its webhook`;
}

function everyReceiverGotItsEvents({ cases }: Facts): string | undefined {
  for (const { delivery, receipts } of cases) {
    if (delivery.status !== 'delivered') continue;
    if (!receipts.some(({ status }) => status !== null && status >= 200 && status < 300))
      return `delivery ${delivery.id} counts as delivered, and its receiver never said so`;
  }
  return undefined;
}

function everyBodyIsWhatWasAccepted({ asked, rows, receipts }: Facts): string | undefined {
  const hashes = new Map(rows.events.map((event) => [toPublicId('evt', event.id), event]));
  const data = new Map(asked.map((one) => [one.externalId, one.data]));
  for (const { headers, body: base64 } of receipts) {
    const id = headers['webhook-id'] ?? '';
    const body = Buffer.from(base64, 'base64');
    const event = hashes.get(id);
    if (!event) return `${id} was received and is not stored`;
    if (
      event.payloadSha256 !== null &&
      createHash('sha256').update(body).digest('hex') !== event.payloadSha256
    )
      return `a body of ${id} is not the stored one`;
    const envelope = JSON.parse(body.toString()) as { id: string; data: unknown };
    if (envelope.id !== id || JSON.stringify(envelope.data) !== data.get(event.externalId ?? ''))
      return `a body of ${id} is not what its producer sent`;
  }
  return undefined;
}

function everySignatureVerifies({ cases }: Facts): string | undefined {
  for (const { webhook, receipts } of cases) {
    const signers = webhook.secrets.map((secret) => new Webhook(secret));
    for (const { headers, body, at } of receipts) {
      const {
        'webhook-id': id = '',
        'webhook-timestamp': seconds,
        'webhook-signature': given = '',
      } = headers;
      const signedAt = new Date(Number(seconds) * 1_000);
      // The library's verify() compares the timestamp with now; here it has to fit the moment of receipt.
      if (Math.abs(at - signedAt.getTime()) > webhook.timeoutMs + STAMP_SLACK_MS)
        return `${id} was signed for ${signedAt.toISOString()} and received at ${new Date(at).toISOString()}`;
      const signatures = given.split(' ');
      const text = Buffer.from(body, 'base64').toString();
      if (!signers.some((signer) => signatures.includes(signer.sign(id, signedAt, text))))
        return `a signature of ${id} does not verify`;
    }
  }
  return undefined;
}

/** A receiver gets one POST an attempt; one more only where a worker was killed in the middle of it. */
function everyRepeatIsExplainedByAKill({ cases, kills }: Facts): string | undefined {
  for (const one of cases) {
    const repeats = repeatsOf(one);
    const hits = kills.filter(
      (kill) =>
        kill.target === 'worker' &&
        kill.how === 'SIGKILL' &&
        one.receipts.some(({ at }) => isWithin(kill, at, windowMs(one.webhook))),
    );
    if (repeats > Math.min(hits.length, one.cut.length))
      return `delivery ${one.delivery.id}: ${one.receipts.length} POSTs for ${one.known.length} attempts and ${one.cut.length} that were cut off; ${hits.length} kills hit one`;
  }
  return undefined;
}

function everyCutAttemptIsExplained({ cases, kills }: Facts): string | undefined {
  for (const { delivery, webhook, cut } of cases) {
    const orphan = cut.find(
      ({ startedAt }) => !kills.some((kill) => isWithin(kill, startedAt, windowMs(webhook))),
    );
    if (orphan)
      return `delivery ${delivery.id}: an attempt of ${new Date(orphan.startedAt).toISOString()} was cut off, and nothing was broken then`;
  }
  return undefined;
}

function everyOutcomeIsTheReceiversOwn({ run, cases }: Facts): string | undefined {
  for (const { delivery, known, receipts } of cases) {
    const answers = receipts.map(({ status }) => status);
    for (const { responseStatus, errorCode, number } of known) {
      const which = `attempt ${number} of delivery ${delivery.id}`;
      if (responseStatus === null) {
        if (!run.expectedErrors.includes(errorCode ?? '')) return `${which} was charged for ${errorCode}`;
        continue;
      }
      const place = answers.indexOf(responseStatus);
      if (place < 0) return `${which} says ${responseStatus}, and its receiver never did`;
      answers.splice(place, 1);
    }
  }
  return undefined;
}

function attemptsAreCountedRight({ cases }: Facts): string | undefined {
  for (const { delivery, known } of cases) {
    if (delivery.status === 'open') continue;
    const numbers = known.filter(({ run }) => run === delivery.run).map(({ number }) => number);
    const isInOrder = numbers.every((number, i) => number === i + 1);
    if (!isInOrder || numbers.length !== delivery.attemptCount)
      return `delivery ${delivery.id} counts ${delivery.attemptCount} attempts and has those numbered ${numbers.join(', ')}`;
  }
  return undefined;
}

/** POSTs beyond one for each attempt with an outcome. */
function repeatsOf({ receipts, known, cut, webhook, delivery }: Case): number {
  // A success recorded after its attempt was taken for lost takes that attempt's place; the POST that was made
  // meanwhile finds its delivery over, and has no row.
  const last = known.at(-1);
  const isLate =
    delivery.status === 'delivered' &&
    cut.length === 0 &&
    last !== undefined &&
    (delivery.finishedAt ?? 0) - last.startedAt > windowMs(webhook);
  return Math.max(0, receipts.length - known.length - (isLate ? 1 : 0));
}

/** From an attempt's claim to when it is taken for lost. */
function windowMs(webhook: WatchedWebhook): number {
  return webhook.timeoutMs + MARGINS_MS;
}

function isWithin(kill: { at: number; until: number }, startedAt: number, lengthMs: number): boolean {
  return kill.until >= startedAt - STAMP_SLACK_MS && kill.at <= startedAt + lengthMs + STAMP_SLACK_MS;
}

export interface Figures {
  accepted: number;
  lost: number;
  /** POSTs that a receiver got beyond one for each attempt. */
  doubled: number;
  /** From the heal until the last event accepted before it was delivered. */
  recoverySeconds: number;
}

export function figuresOf(evidence: Evidence): Figures {
  const { asked, rows, run } = evidence;
  const accepted = asked.filter((one) => one.id !== undefined);
  const stored = new Set(rows.events.map((event) => toPublicId('evt', event.id)));
  const cases = casesOf(evidence);
  const before = new Set(
    accepted.filter((one) => (one.acceptedAt ?? Infinity) <= run.healedAt).map((one) => one.id),
  );
  const ends = cases
    .filter(({ delivery }) => before.has(toPublicId('evt', delivery.eventId)))
    .map(({ delivery }) => delivery.finishedAt ?? run.healedAt);
  return {
    accepted: accepted.length,
    lost:
      accepted.filter((one) => !stored.has(one.id!)).length +
      cases.filter(({ delivery }) => isLost(rows, delivery)).length,
    doubled: cases.reduce((sum, one) => sum + repeatsOf(one), 0),
    recoverySeconds: Math.max(0, ...ends.map((end) => end - run.healedAt)) / 1_000,
  };
}

function isLost(rows: Rows, delivery: Delivery): boolean {
  return delivery.status === 'open' && !rows.open.some((row) => row.deliveryId === delivery.id);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const violation = check(readEvidence(process.argv[2] ?? '.'));
  console.log(violation ?? 'Nothing lost, nothing doubled.');
  process.exitCode = violation === undefined ? 0 : 1;
}
