import { ProblemError } from '../errors.js';
import type { Db } from '../store/db.js';
import { findReplay, type Replay } from '../store/replays.js';

export async function getReplay(db: Db, workspaceId: string, id: string): Promise<Replay> {
  const replay = await findReplay(db, workspaceId, id);
  if (!replay) throw new ProblemError('not-found', 'There is no such replay.');
  return replay;
}
