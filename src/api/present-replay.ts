import type { ReplayBody } from '../contract/replay.js';
import { toPublicId } from '../ids.js';
import type { Replay } from '../store/replays.js';

export function presentReplay(replay: Replay): ReplayBody {
  return {
    id: toPublicId('rpl', replay.id),
    webhookId: toPublicId('wh', replay.webhookId),
    include: replay.include,
    since: replay.since.toISOString(),
    until: replay.until.toISOString(),
    eventTypes: replay.eventTypes,
    status: replay.status,
    reason: replay.reason,
    total: replay.total,
    sent: replay.sent,
    createdAt: replay.createdAt.toISOString(),
    finishedAt: replay.finishedAt?.toISOString() ?? null,
  };
}
