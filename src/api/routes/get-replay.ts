import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { replay } from '../../contract/replay.js';
import { getReplay } from '../get-replay.js';
import { presentReplay } from '../present-replay.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'getReplay',
  method: 'get',
  path: '/replays/{id}',
  summary: 'Get a replay and how far it is',
  tags: ['Replays'],
  role: 'read',
  params: z.object({ id: idParam('rpl') }),
  responses: { 200: replay },
  handler: async ({ db, workspaceId, params: { id } }) => ({
    status: 200,
    body: presentReplay(await getReplay(db, workspaceId, id)),
  }),
});
