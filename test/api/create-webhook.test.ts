import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

const create = async (body: object = {}, options: object = {}) =>
  instance.request('POST', '/webhooks', {
    body: { url: 'http://127.0.0.1:4999/hooks', events: ['lead.created'], ...body },
    ...options,
  });

const uuidOf = (id: string) => parsePublicId('wh', id);

describe('POST /webhooks', () => {
  it('answers the whole webhook with its secret', async () => {
    const { status, headers, body } = await create({
      description: 'CRM sync',
      headers: { 'X-Team': 'blue' },
    });
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/api/v1/webhooks/${body.id}`);
    expect(body).toEqual({
      id: expect.stringMatching(/^wh_[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
      url: 'http://127.0.0.1:4999/hooks',
      events: ['lead.created'],
      description: 'CRM sync',
      status: 'enabled',
      statusReason: null,
      retryPolicy: {
        initialIntervalSeconds: 60,
        backoffCoefficient: 2,
        maximumAttempts: 3,
        maximumIntervalSeconds: null,
        jitterFraction: 0,
      },
      timeoutMs: 5000,
      successStatus: '2xx',
      headers: ['x-team'],
      rateLimitPerSecond: null,
      maxConcurrency: 20,
      workflowStart: null,
      heldDeliveries: 0,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: body.createdAt,
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    });
    const shown = await instance.request('GET', `/webhooks/${body.id}`);
    const { secret: _, ...rest } = body;
    expect(shown.body).toEqual(rest);
  });

  it('warns of a URL that is already there', async () => {
    const url = 'http://127.0.0.1:4999/twice';
    expect((await create({ url })).body).not.toHaveProperty('warnings');
    expect((await create({ url })).body.warnings).toEqual(['duplicate-url']);
  });

  it('reads a retry policy back whole in numbers, and as given otherwise', async () => {
    const numbers = await create({ retryPolicy: { maximumAttempts: 4 } });
    expect(numbers.body.retryPolicy).toEqual({
      initialIntervalSeconds: 60,
      backoffCoefficient: 2,
      maximumAttempts: 4,
      maximumIntervalSeconds: null,
      jitterFraction: 0,
    });
    for (const retryPolicy of [{ delaysSeconds: [60, 120] }, { delaysSeconds: [] }, 'standard-webhooks']) {
      expect((await create({ retryPolicy })).body.retryPolicy).toEqual(retryPolicy);
    }
  });

  it('takes a secret along, and refuses one that is too short or not base64', async () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    expect((await create({ secret })).body.secret).toBe(secret);
    for (const bad of [`whsec_${Buffer.alloc(23).toString('base64')}`, 'whsec_%%%', 'c2VjcmV0']) {
      const { status, body } = await create({ secret: bad });
      expect([status, body.errors[0].pointer]).toEqual([422, '/secret']);
      expect(JSON.stringify(body)).not.toContain(bad);
    }
  });

  it.each([
    ['an empty list of events', { events: [] }, '/events'],
    ['an event twice', { events: ['lead.created', 'lead.created'] }, '/events'],
    ['an unknown event', { events: ['lead.craeted'] }, '/events/0'],
    ['the test event', { events: ['webhook.test'] }, '/events/0'],
    ['a pattern that matches none', { events: ['*', 'leads.*'] }, '/events/1'],
    ['a forbidden header', { headers: { 'Content-Type': 'text/plain' } }, '/headers/Content-Type'],
    ['a header of ours', { headers: { 'webhook-id': '1' } }, '/headers/webhook-id'],
    ['a header that breaks lines', { headers: { 'x-a': 'a\r\nb: c' } }, '/headers/x-a'],
    ['a header given twice', { headers: { 'x-a': '1', 'X-A': '2' } }, '/headers/X-A'],
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['a short timeout', { timeoutMs: 999 }, '/timeoutMs'],
    ['a forbidden address', { url: 'http://10.0.0.1/hooks' }, '/url'],
    ['another scheme', { url: 'ftp://example.com/' }, '/url'],
    ['too many at once', { maxConcurrency: 1001 }, '/maxConcurrency'],
    ['a U+0000', { description: 'a\0b' }, '/description'],
  ])('refuses %s', async (_, body, pointer) => {
    const answer = await create(body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'invalid-input',
      errors: [expect.objectContaining({ pointer })],
    });
  });

  it('names the nearest event type', async () => {
    const { body } = await create({ events: ['lead.craeted'] });
    expect(body.errors[0].detail).toContain('lead.created');
  });

  it('stores header values and secrets sealed', async () => {
    const value = 'a-very-secret-value';
    const { body } = await create({ headers: { 'x-api-key': value } });
    expect(JSON.stringify(body)).not.toContain(value);
    const { rows } = await instance.ctx.pool.query('select * from webhooks where id = $1', [uuidOf(body.id)]);
    expect(JSON.stringify(rows) + rows[0].headers.toString('latin1')).not.toContain(value);
    const secrets = await instance.ctx.pool.query('select sealed from secrets where webhook_id = $1', [
      uuidOf(body.id),
    ]);
    const key = Buffer.from(body.secret.slice('whsec_'.length), 'base64');
    expect(secrets.rows[0].sealed.includes(key)).toBe(false);
  });
});
