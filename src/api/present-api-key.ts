import type { ApiKeyBody } from '../contract/api-key.js';
import { toPublicId } from '../ids.js';
import type { ApiKey } from '../store/api-keys.js';

export function presentApiKey(key: ApiKey): ApiKeyBody {
  return {
    id: toPublicId('key', key.id),
    name: key.name,
    role: key.role,
    workspaceId: key.workspaceId,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
  };
}
