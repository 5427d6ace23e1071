import { Link } from '@tanstack/react-router';
import { useSession } from '../../session.js';
import classes from './webhook.module.css';

export function WebhookTabs({ webhookId }: { webhookId: string }) {
  const { mayManage } = useSession();
  const params = { webhookId };
  const tab = { params, className: classes['tab'] } as const;
  return (
    <nav className={classes['tabs']} aria-label="About this webhook">
      <Link to="/settings/webhook/$webhookId/settings" {...tab}>
        Settings
      </Link>
      {mayManage && (
        <Link to="/settings/webhook/$webhookId/test" {...tab}>
          Test
        </Link>
      )}
    </nav>
  );
}
