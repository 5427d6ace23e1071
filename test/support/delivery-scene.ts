import { expect } from 'vitest';
import { startInstance } from './instance.js';
import { startReceiver } from './receiver.js';
import { until } from './until.js';

export type Scene = Awaited<ReturnType<typeof startScene>>;

/** An instance with a worker, and a receiver whose answer is written in the path: /503 answers 503. */
export async function startScene() {
  const receiver = await startReceiver();
  receiver.answer((request) => ({
    status: Number(/\/(\d{3})/.exec(request.path)?.[1] ?? 200),
    headers: { 'x-from': 'receiver' },
    body: `seen ${request.path}`,
  }));
  const instance = await startInstance();

  const get = async (path: string, options: object = {}) =>
    (await instance.request('GET', path, options)).body;

  const post = (path: string, body?: object) =>
    instance.request('POST', path, body === undefined ? {} : { body });

  const patch = (path: string, body: object) => instance.request('PATCH', path, { body });

  const remove = (path: string) => instance.request('DELETE', path);

  const createWebhook = async (path: string, body: object = {}): Promise<string> => {
    const answer = await post('/webhooks', { url: receiver.url + path, events: ['lead.created'], ...body });
    expect(answer.status).toBe(201);
    return answer.body.id;
  };

  /** The delivery once it has that status. */
  const reach = (id: string, status: string) =>
    until(async () => {
      const delivery = await get(`/deliveries/${id}`);
      return delivery.status === status ? delivery : undefined;
    });

  /** Emits an event and answers its delivery to the webhook once that has the status. */
  const deliver = async (webhookId: string, status: string, leadId = 'lead-1') => {
    const { body } = await post('/events', { event: 'lead.created', data: { leadId } });
    const { data } = await get(`/deliveries?eventId=${body.id}&webhookId=${webhookId}`);
    return reach(data[0].id, status);
  };

  const stop = async (): Promise<void> => {
    await instance.stop();
    await receiver.close();
  };

  return { instance, receiver, get, post, patch, remove, createWebhook, reach, deliver, stop };
}
