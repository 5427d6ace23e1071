import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Operation {
  operationId: string;
  responses: Record<string, { links?: Record<string, { parameters: Record<string, string> }> }>;
}

const { paths } = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.values(paths).flatMap((calls) => Object.values(calls));
const linked = new Set(
  operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap(({ links }) => Object.keys(links ?? {})),
  ),
);

it.each([
  ['replayWebhook', '202', '$response.body#/id'],
  ['listReplays', '200', '$response.body#/data/0/id'],
])('the answer of %s leads to the calls on a replay', (operationId, status, id) => {
  const { responses } = operations.find((one) => one.operationId === operationId)!;
  expect(responses[status]!.links).toMatchObject({
    getReplay: { parameters: { id } },
    cancelReplay: { parameters: { id } },
  });
});

it('an answer of another call leads to every call whose path has an id', () => {
  const withId = Object.entries(paths)
    .filter(([path]) => path.includes('{'))
    .flatMap(([, calls]) => Object.values(calls).map(({ operationId }) => operationId))
    .filter((operationId) => operationId !== undefined);
  expect(withId.filter((operationId) => !linked.has(operationId))).toEqual([]);
});
