import { describe, expect, it } from 'vitest';
import { encodeEnvelope, rawDataOf } from '../../src/contract/envelope.js';
import { rawElements, rawMembers } from '../../src/contract/raw-json.js';

describe('rawMembers', () => {
  it('keeps the text of every value as it was written', () => {
    const json =
      ' { "a" : 12345678901234567890 ,"b":1.0, "c" : {"z":1,"a":[ 1 , 2 ]} ,"d":"\\u0000\\"}" , "e":null,"f":true}\n';
    expect([...rawMembers(json)]).toEqual([
      ['a', '12345678901234567890'],
      ['b', '1.0'],
      ['c', '{"z":1,"a":[ 1 , 2 ]}'],
      ['d', '"\\u0000\\"}"'],
      ['e', 'null'],
      ['f', 'true'],
    ]);
  });

  it('takes the last of a name that stands twice, as JSON.parse does, however the name is written', () => {
    const json = '{"data":{"n":1},"d\\u0061ta":{"n":2}}';
    expect(rawMembers(json).get('data')).toBe('{"n":2}');
    expect(JSON.parse(json)).toEqual({ data: { n: 2 } });
  });

  it('is not misled by brackets, quotes and backslashes inside strings', () => {
    const value = JSON.stringify({ text: 'a "quoted" } ] \\ \\" {', 'k}"': ['\\'] });
    expect(rawMembers(`{"x":1,"data":${value},"y":2}`).get('data')).toBe(value);
  });

  it('reads an empty object, and a value that follows its bracket at once', () => {
    expect(rawMembers('{ }').size).toBe(0);
    expect([...rawMembers('{"a":{},"b":[],"c":"","d":-1e5}')]).toEqual([
      ['a', '{}'],
      ['b', '[]'],
      ['c', '""'],
      ['d', '-1e5'],
    ]);
  });

  it('bears any depth that JSON.parse bears', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(rawMembers(`{"data":${deep}}`).get('data')).toBe(deep);
  });

  it('agrees with JSON.parse on arbitrary values', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const value = arbitraryObject(mulberry32(seed));
      const json = JSON.stringify(value, null, seed % 4);
      const parsed = Object.fromEntries(
        [...rawMembers(json)].map(([name, raw]) => [name, JSON.parse(raw) as unknown]),
      );
      expect(parsed).toEqual(value);
    }
  });
});

describe('rawElements', () => {
  it('keeps the text of every element as it was written', () => {
    expect(rawElements('[ {"a":1.0} ,[1, 2],"]", 1e3 , null]')).toEqual([
      '{"a":1.0}',
      '[1, 2]',
      '"]"',
      '1e3',
      'null',
    ]);
    expect(rawElements(' [ ] ')).toEqual([]);
  });
});

describe('the envelope', () => {
  const parts = { id: 'evt_1', event: 'lead.created', occurredAt: new Date(0), workspaceId: 'default' };

  it('carries data byte for byte, and gives it back', () => {
    const rawData = '{ "b":1.0,"a":12345678901234567890, "text":"ü\\u00fc\\ud83d" }';
    const bytes = encodeEnvelope({ ...parts, rawData, test: false });
    expect(bytes.toString('utf8')).toBe(
      `{"id":"evt_1","event":"lead.created","timestamp":"1970-01-01T00:00:00.000Z","workspaceId":"default","data":${rawData}}`,
    );
    expect(rawDataOf(bytes)).toBe(rawData);
  });

  it('says beside data that it is a test', () => {
    const bytes = encodeEnvelope({ ...parts, rawData: '{"test":false}', test: true });
    expect(JSON.parse(bytes.toString('utf8'))).toMatchObject({ data: { test: false }, test: true });
    expect(rawDataOf(bytes)).toBe('{"test":false}');
  });
});

/** A small seeded generator, so that a failure can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const STRINGS = ['', 'a', '"', '\\', '\\"', '{', '}]', ',', ':', '\n', '\u2028', '😀', 'ü', '\u0000'];

function arbitraryObject(random: () => number, depth = 0): Record<string, unknown> {
  const entries = Array.from({ length: Math.floor(random() * 5) }, (_, index) => [
    `${pick(random, STRINGS)}${index}`,
    arbitraryValue(random, depth + 1),
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function arbitraryValue(random: () => number, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 4 ? 4 : 6));
  if (kind === 0) return pick(random, STRINGS);
  if (kind === 1) return (random() - 0.5) * 10 ** Math.floor(random() * 20);
  if (kind === 2) return null;
  if (kind === 3) return random() < 0.5;
  if (kind === 4) return arbitraryObject(random, depth);
  return Array.from({ length: Math.floor(random() * 4) }, () => arbitraryValue(random, depth + 1));
}

function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}
