import { Link } from '@tanstack/react-router';
import { useSession } from '../../session.js';
import classes from './webhook.module.css';

export function WebhookTabs({ webhookId }: { webhookId: string }) {
  const { mayManage } = useSession();
  const params = { webhookId };
  // A tab with filters is still that tab.
  const tab = {
    params,
    className: classes['tab'],
    activeOptions: { exact: true, includeSearch: false },
  } as const;
  return (
    <nav className={classes['tabs']} aria-label="About this webhook">
      <Link to="/settings/webhook/$webhookId" {...tab}>
        Deliveries
      </Link>
      <Link to="/settings/webhook/$webhookId/settings" {...tab}>
        Settings
      </Link>
      {mayManage && (
        <Link to="/settings/webhook/$webhookId/test" {...tab}>
          Test
        </Link>
      )}
      <Link to="/settings/webhook/$webhookId/statistics" {...tab}>
        Statistics
      </Link>
    </nav>
  );
}
