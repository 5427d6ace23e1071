import { describe, expect, it } from 'vitest';
import { isAudited } from '../../src/api/audit.js';
import { loadRoutes } from '../../src/api/load-routes.js';
import { AUDIT_ACTIONS } from '../../src/contract/audit.js';

/** Reads that show what is otherwise kept secret. */
const REVEALS = ['getWebhookSecret'];
/** Given by a handler, beside the one that its route declares. */
const SECOND_ACTIONS = ['workspace.created'];

const routes = await loadRoutes();

describe('every route', () => {
  it('that changes something or shows a secret declares its audit action, or why there is none', () => {
    const forgotten = routes
      .filter(({ method, operationId }) => method !== 'get' || REVEALS.includes(operationId))
      .filter(({ audit }) => !isAudited(audit) && !audit?.none);
    expect(forgotten.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('that answers with secrets is audited', () => {
    const showing = routes.filter(({ path }) => path.includes('secret'));
    expect(showing.length).toBeGreaterThan(1);
    expect(showing.every(({ audit }) => isAudited(audit))).toBe(true);
  });

  it('uses an action of its own, and every action is used', () => {
    const used = routes.flatMap(({ audit }) => (isAudited(audit) ? [audit] : []));
    expect(new Set(used).size).toBe(used.length);
    expect(new Set([...used, ...SECOND_ACTIONS])).toEqual(new Set(AUDIT_ACTIONS));
  });
});
