import type { Db } from './db.js';
import {
  type Delivery,
  DELIVERY_COLUMNS,
  DELIVERY_TABLES,
  type DeliveryRow,
  toDelivery,
} from './delivery-row.js';

export interface DeliveryDetail extends Delivery {
  /** Of the workflow that owns it, or owned it last. */
  generation: number;
  /** Where an open delivery stands in the queue; null once it is finished. */
  state: 'queued' | 'sending' | 'retrying' | null;
  /** Whether any attempt was ever recorded. */
  attempted: boolean;
  /** The attempt in flight is the dispatcher's own. */
  direct: boolean;
  /** It ended with the dispatcher's own attempt; there never was a workflow. */
  withoutWorkflow: boolean;
}

/** undefined: unknown, or another workspace's. */
export async function findDelivery(
  db: Db,
  workspaceId: string,
  deliveryId: string,
): Promise<DeliveryDetail | undefined> {
  const { rows } = await db.query<
    DeliveryRow & {
      generation: number;
      state: DeliveryDetail['state'];
      attempted: boolean;
      direct: boolean;
      without_workflow: boolean;
    }
  >(
    `select ${DELIVERY_COLUMNS}, coalesce(q.generation, d.generation) as generation, q.state, d.next_seq > 1 as attempted,
       coalesce(q.direct, false) as direct, d.without_workflow
     from ${DELIVERY_TABLES}
     where d.id = $1 and d.workspace_id = $2`,
    [deliveryId, workspaceId],
  );
  const [row] = rows;
  return (
    row && {
      ...toDelivery(row),
      generation: row.generation,
      state: row.state,
      attempted: row.attempted,
      direct: row.direct,
      withoutWorkflow: row.without_workflow,
    }
  );
}
