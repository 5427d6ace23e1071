import { ProblemError } from '../errors.js';
import type { Db } from '../store/db.js';
import { type DeliveryDetail, findDelivery } from '../store/find-delivery.js';

export async function getDelivery(db: Db, workspaceId: string, deliveryId: string): Promise<DeliveryDetail> {
  const delivery = await findDelivery(db, workspaceId, deliveryId);
  if (!delivery) throw new ProblemError('not-found', 'There is no such delivery.');
  return delivery;
}
