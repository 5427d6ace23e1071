import { parsePublicId, toPublicId } from '../ids.js';

/** The delivery's public id; later generations carry their number: `dlv_…-g2`. */
export function workflowIdOf(deliveryId: string, generation: number): string {
  const id = toPublicId('dlv', deliveryId);
  return generation === 1 ? id : `${id}-g${generation}`;
}

export function parseWorkflowId(workflowId: string): { deliveryId: string; generation: number } | undefined {
  const [id = '', suffix] = workflowId.split('-g');
  const deliveryId = parsePublicId('dlv', id);
  const generation = suffix === undefined ? 1 : Number(suffix);
  return deliveryId && Number.isInteger(generation) ? { deliveryId, generation } : undefined;
}
