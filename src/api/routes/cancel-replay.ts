import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { replay } from '../../contract/replay.js';
import { replayWorkflowId } from '../../dispatch/start-replay.js';
import { cancelWorkflow } from '../../dispatch/workflow-control.js';
import { ProblemError } from '../../errors.js';
import { cancelReplay } from '../../store/replays.js';
import { getReplay } from '../get-replay.js';
import { presentReplay } from '../present-replay.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'cancelReplay',
  method: 'post',
  path: '/replays/{id}/cancel',
  summary: 'Cancel a replay',
  description: 'Nothing more is queued. What it has queued stays, and is sent.',
  tags: ['Replays'],
  role: 'manage',
  audit: 'replay.cancelled',
  params: z.object({ id: idParam('rpl') }),
  responses: { 202: replay },
  problems: ['conflict'],
  handler: async ({ ctx, db, workspaceId, params: { id }, afterCommit }) => {
    await getReplay(db, workspaceId, id);
    if (!(await cancelReplay(db, id, null))) throw new ProblemError('conflict', 'The replay is over.');
    // Not waited for: its next page would find the row cancelled.
    afterCommit(() => void cancelWorkflow(ctx, replayWorkflowId(id)));
    return { status: 202, body: presentReplay(await getReplay(db, workspaceId, id)) };
  },
});
