import { request } from 'undici';
import type { Instance } from './instance.js';
import { until } from './until.js';

export interface ReadEvent {
  id: string;
  name: string;
  data: ReturnType<typeof JSON.parse>;
}

export interface ReadStream {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  events: ReadEvent[];
  /** Of the last block that had one, as a browser would give it back. */
  lastEventId(): string;
  /** Whether the server ended it. */
  isEnded(): boolean;
  /** The event once it is there. */
  waitFor(fits: (event: ReadEvent) => boolean): Promise<ReadEvent>;
  close(): void;
}

/** Reads GET /stream as a browser's EventSource does, save that it does not come back. */
export async function openStream(
  instance: Instance,
  options: { query?: string; lastEventId?: string; headers?: Record<string, string>; key?: string } = {},
): Promise<ReadStream> {
  const { query = '', lastEventId, headers = {}, key = instance.adminKey } = options;
  const answer = await request(`${instance.url}/api/v1/stream${query}`, {
    headers: {
      'x-api-key': key,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      ...headers,
    },
    bodyTimeout: 0,
  });
  const events: ReadEvent[] = [];
  let lastId = '';
  let isEnded = false;
  let rest = '';
  answer.body.setEncoding('utf8');
  answer.body.on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => {
          const colon = line.indexOf(': ');
          return [line.slice(0, colon), line.slice(colon + 2)] as const;
        }),
      );
      lastId = fields.get('id') ?? lastId;
      const data = fields.get('data');
      if (data !== undefined)
        events.push({ id: lastId, name: fields.get('event') ?? 'message', data: JSON.parse(data) });
    }
  });
  answer.body.on('error', () => undefined);
  answer.body.on('close', () => (isEnded = true));
  return {
    status: answer.statusCode,
    headers: answer.headers,
    events,
    lastEventId: () => lastId,
    isEnded: () => isEnded,
    waitFor: (fits) => until(async () => events.find(fits)),
    close: () => void answer.body.destroy(),
  };
}
