import { expect } from 'vitest';
import type { Instance } from './instance.js';

export interface WebhookBody {
  id: string;
  url: string;
  secret: string;
  status: string;
  [field: string]: unknown;
}

export interface DeliveryBody {
  id: string;
  status: string;
  [field: string]: unknown;
}

export async function createWebhook(instance: Instance, body: Record<string, unknown>): Promise<WebhookBody> {
  const answer = await instance.request('POST', '/webhooks', { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body as WebhookBody;
}

/** `data` as raw JSON, so that its bytes are the test's. */
export async function emit(
  instance: Instance,
  event: string,
  data: string,
  headers: Record<string, string> = {},
): Promise<{ id: string; deliveries: number }> {
  const rawBody = `{"event":${JSON.stringify(event)},"data":${data}}`;
  const answer = await instance.request('POST', '/events', {
    rawBody,
    headers: { 'content-type': 'application/json', ...headers },
  });
  expect(answer.status, answer.text).toBe(202);
  return answer.body as { id: string; deliveries: number };
}

/** The event's only delivery, once it has that status. */
export async function waitForDelivery(
  instance: Instance,
  eventId: string,
  status: string,
  timeoutMs = 20_000,
): Promise<DeliveryBody> {
  const find = async () => {
    const { body } = await instance.request('GET', `/deliveries?eventId=${eventId}`);
    return (body as { data: DeliveryBody[] }).data[0];
  };
  await expect.poll(async () => (await find())?.status, { timeout: timeoutMs, interval: 50 }).toBe(status);
  return (await find())!;
}
