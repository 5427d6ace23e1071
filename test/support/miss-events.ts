import type { Instance } from './instance.js';

/** Events that were accepted while no webhook took them. */
export async function missEvents(instance: Instance, count: number): Promise<void> {
  await instance.ctx.pool.query(
    `insert into events (id, workspace_id, type, occurred_at, payload, matched)
     select posthorn_new_uuid(), 'default', 'lead.created', now(), '{}', false from generate_series(1, $1)`,
    [count],
  );
}
