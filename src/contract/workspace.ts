import { z } from 'zod';
import { name, timestamp, workspaceId } from './common.js';

export const workspace = z
  .object({ id: workspaceId, name: z.string(), createdAt: timestamp })
  .meta({ id: 'Workspace', description: 'A tenant.' });
export type WorkspaceBody = z.infer<typeof workspace>;

export const putWorkspaceBody = z.strictObject({ name }).meta({ id: 'PutWorkspace' });
