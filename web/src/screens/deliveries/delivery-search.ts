import type { DeliveryRow } from '@posthorn/client';
import type { DeliveryFilter } from '../../queries/deliveries.js';
import { acceptedAt } from '../../event/accepted-at.js';
import { textOf } from '../../search-text.js';

export const DELIVERY_STATUSES = [
  'queued',
  'sending',
  'retrying',
  'held',
  'delivered',
  'failed',
  'cancelled',
] as const satisfies readonly DeliveryRow['status'][];

/** The filters of a list of deliveries as they stand in the URL: named as the API names them. */
export interface DeliverySearch {
  webhookId?: string;
  eventId?: string;
  eventType?: string;
  subject?: string;
  status?: DeliveryRow['status'];
  responseStatus?: string;
  errorCode?: string;
  from?: string;
  to?: string;
}

const TEXTS = ['webhookId', 'eventId', 'eventType', 'subject', 'errorCode'] as const;
const TIMES = ['from', 'to'] as const;

/** What is no such filter is left out; the API says what is wrong with the others. */
export function readDeliverySearch(search: Record<string, unknown>): DeliverySearch {
  const read: DeliverySearch = {};
  for (const name of TEXTS) {
    const text = textOf(search[name]);
    if (text !== undefined) read[name] = text;
  }
  for (const name of TIMES) {
    const text = textOf(search[name]);
    if (text !== undefined && !Number.isNaN(Date.parse(text))) read[name] = text;
  }
  const status = DELIVERY_STATUSES.find((known) => known === search['status']);
  if (status) read.status = status;
  const responseStatus = textOf(search['responseStatus']);
  if (responseStatus !== undefined && /^[1-5]\d\d$/.test(responseStatus))
    read.responseStatus = responseStatus;
  return read;
}

export function filterOf({ responseStatus, ...search }: DeliverySearch): DeliveryFilter {
  return responseStatus === undefined ? search : { ...search, responseStatus: Number(responseStatus) };
}

/** Whether the API would list it, as far as its row tells. */
export function matches(filter: DeliveryFilter, row: DeliveryRow): boolean {
  const { webhookId, eventId, eventType, subject, status, responseStatus, errorCode, from, to } = filter;
  const time = acceptedAt(row.eventId).getTime();
  return (
    is(webhookId, row.webhookId) &&
    is(eventId, row.eventId) &&
    is(eventType, row.event) &&
    is(subject, row.subject) &&
    is(status, row.status) &&
    is(responseStatus, row.lastAttempt?.responseStatus) &&
    is(errorCode, row.lastAttempt?.errorCode) &&
    (from === undefined || time >= new Date(from).getTime()) &&
    (to === undefined || time < new Date(to).getTime())
  );
}

function is<Value>(wanted: Value | undefined, value: Value | null | undefined): boolean {
  return wanted === undefined || wanted === value;
}
