import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { byteaArray, textArray } from '../../src/store/binary-array.js';

let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString: inject('databaseServerUrl') });
  await client.connect();
});
afterAll(() => client.end());

it.each([
  ['none', []],
  ['empty ones', [Buffer.alloc(0), Buffer.alloc(0)]],
  ['some, and nothing between them', [Buffer.from([0, 92, 34, 255]), null, Buffer.from('{"NULL",}')]],
  ['a large one', [Buffer.alloc(256 * 1024, 7)]],
])('reads back bytes: %s', async (_, values) => {
  const { rows } = await client.query<{ value: Buffer | null }>(
    'select value from unnest($1::bytea[]) with ordinality as v(value, n) order by n',
    [byteaArray(values)],
  );
  const inWords = (value: Buffer | null) => value?.toString('hex') ?? null;
  expect(rows.map(({ value }) => inWords(value))).toEqual(values.map(inWords));
});

it.each([
  ['none', []],
  ['an empty one', ['']],
  ['some, and nothing between them', ['{"name":"Zoë","a":"\\"}', null, 'NULL', '{,}', '😀']],
  ['a large one', ['é'.repeat(100_000)]],
])('reads back texts: %s', async (_, values) => {
  const { rows } = await client.query<{ value: string | null }>(
    'select value from unnest($1::text[]) with ordinality as v(value, n) order by n',
    [textArray(values)],
  );
  expect(rows.map(({ value }) => value)).toEqual(values);
});
