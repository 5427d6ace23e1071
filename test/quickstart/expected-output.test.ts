import { describe, expect, it } from 'vitest';
import { ExpectedOutput } from './support/expected-output.js';
import { readSteps } from './support/read-steps.js';

const [ONE, OTHER] = ['evt_01M872Q6TPFH1BZJKQ708B9PMX', 'evt_01M872Q80WF9N8BR6W8QB8EBQC'];
const [SEEN, SEEN_LATER] = ['evt_01M873Q53XFQKB1VYMRCBRDJ8C', 'evt_01M873Q53XFQKB1VYMRCBRDJ8D'];

describe('expected output', () => {
  it('takes an id for the same one wherever it stands, and two for two', () => {
    const expected = new ExpectedOutput({});
    expect(expected.accept(`id ${ONE}`, `id ${SEEN}`)).toBe(true);
    expect(expected.accept(`again ${ONE}`, `again ${SEEN_LATER}`)).toBe(false);
    expect(expected.accept(`other ${OTHER}`, `other ${SEEN}`)).toBe(false);
    expect(expected.accept(`other ${OTHER}, ${ONE}`, `other ${SEEN_LATER}, ${SEEN}`)).toBe(true);
  });

  it('takes a time for the same moment within ten seconds, a wait within ten of its own', () => {
    const expected = new ExpectedOutput({});
    const sample = '2026-11-24T15:28:49.946Z, 60 s';
    expect(expected.accept(sample, '2030-01-01T00:00:00.000Z, 61 s')).toBe(true);
    expect(expected.accept(sample, '2030-01-01T00:00:09.000Z, 52 s')).toBe(true);
    expect(expected.accept(sample, '2030-01-01T00:00:11.000Z, 60 s')).toBe(false);
    expect(expected.accept(sample, '2030-01-01T00:00:00.000Z, 180 s')).toBe(false);
  });

  it('takes … for any lines, and nothing else for more or fewer', () => {
    const expected = new ExpectedOutput({ '.posthorn': '../data' });
    expect(expected.accept('…\nkept in .posthorn\n…', 'a\n\nkept in ../data\nb')).toBe(true);
    expect(expected.accept('one', 'one\ntwo')).toBe(false);
    expect(expected.accept('one\ntwo', 'one')).toBe(false);
    expect(expected.accept('a.c', 'abc')).toBe(false);
  });
});

describe('the steps of a page', () => {
  it('are the blocks of its section, each with the terminal that the words before it name', () => {
    const page = [
      '## Start\n```sh\nno\n```',
      '## Quick start\nIn terminal 1:\n```sh\none\n```\n\n```text\nshown\n```',
      'Now\n```sh\ntwo\n```\nTerminal 3 prints\n```text\nseen\n```',
      '## End\n```sh\nno\n```\n',
    ].join('\n');
    const steps = readSteps(page, 'Quick start').map(({ kind, terminal, text }) => [kind, terminal, text]);
    expect(steps).toEqual([
      ['command', 1, 'one'],
      ['output', 1, 'shown'],
      ['command', 2, 'two'],
      ['output', 3, 'seen'],
    ]);
  });
});
