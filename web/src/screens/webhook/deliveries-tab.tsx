import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { DeliveryBrowser } from '../deliveries/delivery-browser.js';
import { readDeliverySearch } from '../deliveries/delivery-search.js';

export function DeliveriesTab() {
  const { webhookId } = useParams({ from: '/signed-in/settings/webhook/$webhookId/' });
  const search = useSearch({
    from: '/signed-in/settings/webhook/$webhookId/',
    select: readDeliverySearch,
    structuralSharing: true,
  });
  const navigate = useNavigate({ from: '/settings/webhook/$webhookId/' });
  return (
    <DeliveryBrowser
      webhookId={webhookId}
      search={search}
      onSearch={(changed) => void navigate({ search: changed, replace: true })}
    />
  );
}
