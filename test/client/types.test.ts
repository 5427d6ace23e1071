import type { IncomingHttpHeaders } from 'node:http';
import { expect, expectTypeOf, test } from 'vitest';
import type { EventDataByType, Posthorn } from '@posthorn/client';
import { type PosthornEvent, verify } from '@posthorn/client/verify';

// Nothing here is called.
const HELD = 'by the type check';

interface ShopEvents {
  'order.paid': { orderId: string };
}
declare const posthorn: Posthorn;
declare const nodeHeaders: IncomingHttpHeaders;
declare const shop: Posthorn<EventDataByType & ShopEvents>;

test('emit knows the data of each event type', () => {
  const example = (): void => {
    void posthorn.emit('lead.created', { leadId: 'x', anythingElse: 1 });
    // @ts-expect-error a required field is missing
    void posthorn.emit('lead.created', { firstName: 'Jo' });
    // @ts-expect-error a field has another type
    void posthorn.emit('lead.created', { leadId: 7 });
  };
  expect(example, HELD).toBeTypeOf('function');
});

test('emit takes event types that are not known here, and those of one’s own with their data', () => {
  const example = (): void => {
    void posthorn.emit('order.paid', { any: 'thing' });
    void shop.emit('order.paid', { orderId: 'o' });
    void shop.emit('lead.created', { leadId: 'x' });
    // @ts-expect-error a required field of one's own type is missing
    void shop.emit('order.paid', {});
  };
  expect(example, HELD).toBeTypeOf('function');
});

test('each item of a batch is typed by its own event', () => {
  const example = (): void => {
    void posthorn.emitBatch([
      { event: 'lead.created', data: { leadId: 'x' }, externalId: 'e' },
      { event: 'order.paid', data: { any: 'thing' } },
    ]);
    void posthorn.emitBatch(
      ['a', 'b'].map((leadId) => ({ event: 'lead.created' as const, data: { leadId } })),
    );
    void posthorn.emitBatch([
      { event: 'lead.created', data: { leadId: 'x' } },
      // @ts-expect-error a required field is missing
      { event: 'document.received', data: { leadId: 'x' } },
    ]);
  };
  expect(example, HELD).toBeTypeOf('function');
});

test('a verified event is told apart by its name', () => {
  const example = async (): Promise<void> => {
    const event = await verify('', {}, '');
    if (event.event === 'lead.created') expectTypeOf(event.data.leadId).toEqualTypeOf<string>();
    if (event.event === 'webhook.test') expectTypeOf(event.data.message).toEqualTypeOf<string>();
    expectTypeOf(event.timestamp).toEqualTypeOf<string>();
    const own: PosthornEvent<EventDataByType & ShopEvents> = await verify<EventDataByType & ShopEvents>(
      '',
      {},
      '',
    );
    if (own.event === 'order.paid') expectTypeOf(own.data.orderId).toEqualTypeOf<string>();
  };
  expect(example, HELD).toBeTypeOf('function');
});

test('headers of every server fit', () => {
  const example = (): void => {
    void verify('', new Headers(), '');
    void verify('', nodeHeaders, ['']);
    void verify('', { 'webhook-id': 'x' }, ['']);
  };
  expect(example, HELD).toBeTypeOf('function');
});
