import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { page, pageOf } from '../../contract/paging.js';
import { replay } from '../../contract/replay.js';
import { listReplays } from '../../store/replays.js';
import { getWebhook } from '../get-webhook.js';
import { filteredPageQuery, positionIn, scopeOf, sortKeyIn } from '../list-position.js';
import { presentReplay } from '../present-replay.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'listReplays',
  method: 'get',
  path: '/webhooks/{id}/replays',
  summary: "List a webhook's replays",
  description: 'Newest first.',
  tags: ['Replays'],
  role: 'read',
  params: z.object({ id: idParam('wh') }),
  query: z.strictObject(filteredPageQuery),
  responses: { 200: page(replay) },
  handler: async ({ db, workspaceId, params: { id }, query: { limit, cursor } }) => {
    await getWebhook(db, workspaceId, id);
    const scope = scopeOf('replays', workspaceId, { webhookId: id });
    const before = positionIn(scope, cursor);
    const rows = await listReplays(db, id, { limit: limit + 1, before });
    return { status: 200, body: pageOf(rows, limit, sortKeyIn(scope), presentReplay) };
  },
});
