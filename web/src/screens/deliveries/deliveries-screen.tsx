import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageHeader } from '../../parts/page-header.js';
import { useSession } from '../../session.js';
import { DeliveryBrowser } from './delivery-browser.js';
import { readDeliverySearch } from './delivery-search.js';
import { RecoverLink } from './recover-link.js';

export function DeliveriesScreen() {
  const { mayManage } = useSession();
  const search = useSearch({
    from: '/signed-in/deliveries',
    select: readDeliverySearch,
    structuralSharing: true,
  });
  const navigate = useNavigate({ from: '/deliveries' });
  return (
    <>
      <PageHeader title="Deliveries" actions={mayManage && <RecoverLink search={search} />}>
        Each event on its way to each webhook, as it happens.
      </PageHeader>
      <DeliveryBrowser
        search={search}
        onSearch={(changed) => void navigate({ search: changed, replace: true })}
      />
    </>
  );
}
