import { RotateCcw } from 'lucide-react';
import { LinkButton } from '../../parts/link-button.js';
import type { DeliverySearch } from './delivery-search.js';

/** Takes what of the filters a recovery knows along. */
export function RecoverLink({ search: { webhookId, eventType, from, to } }: { search: DeliverySearch }) {
  return (
    <LinkButton
      to="/recover"
      search={{
        ...(webhookId !== undefined && { webhookId }),
        ...(eventType !== undefined && { eventTypes: eventType }),
        ...(from !== undefined && { since: from }),
        ...(to !== undefined && { until: to }),
      }}
      variant="default"
      leftSection={<RotateCcw size={16} />}
    >
      Recover …
    </LinkButton>
  );
}
