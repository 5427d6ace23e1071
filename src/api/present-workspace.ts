import type { WorkspaceBody } from '../contract/workspace.js';
import type { Workspace } from '../store/workspaces.js';

export function presentWorkspace({ id, name, createdAt }: Workspace): WorkspaceBody {
  return { id, name, createdAt: createdAt.toISOString() };
}
