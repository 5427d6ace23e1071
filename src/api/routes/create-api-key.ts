import { type ApiKeyBody, createApiKeyBody, createdApiKey } from '../../contract/api-key.js';
import { ProblemError } from '../../errors.js';
import { newUuid } from '../../ids.js';
import { insertApiKey } from '../../store/api-keys.js';
import { newApiKey } from '../auth.js';
import { presentApiKey } from '../present-api-key.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'createApiKey',
  method: 'post',
  path: '/api-keys',
  summary: 'Create an API key',
  description: 'The key is shown in this answer and never again: only its hash is kept.',
  tags: ['API keys'],
  role: 'manage',
  audit: 'api-key.created',
  body: createApiKeyBody,
  responses: { 201: createdApiKey },
  keep: (body) => {
    const { key: _, ...rest } = body as ApiKeyBody & { key: string };
    return rest;
  },
  handler: async ({ db, auth, body, workspaceId }) => {
    if (auth.actor === 'portal') {
      throw new ProblemError(
        'forbidden',
        'Who came by a portal link may not make keys: they would outlast the session.',
      );
    }
    if (body.role === 'admin' && auth.role !== 'admin') {
      throw new ProblemError('forbidden', 'Only an admin key may create an admin key.');
    }
    // A key never reaches further than the one that made it: of a workspace's key they are of that workspace, all.
    const isOfInstance = body.role === 'admin' || (body.role === 'emit' && body.workspaceId === undefined);
    const { key, hash } = newApiKey(body.role);
    const created = await insertApiKey(db, {
      id: newUuid(),
      name: body.name,
      role: body.role,
      workspaceId: isOfInstance && auth.workspaceId === null ? null : workspaceId,
      hash,
      expiresAt: body.expiresAt ?? null,
    });
    const presented = presentApiKey(created);
    return {
      status: 201,
      body: { ...presented, key },
      audited: { targets: [presented.id], workspaceId: created.workspaceId },
    };
  },
});
