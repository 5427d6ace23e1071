import type { Webhook } from '@posthorn/client';
import { Link } from '@tanstack/react-router';
import table from '../../parts/data-table.module.css';
import classes from './webhooks.module.css';

/** The host stands out: it is what webhooks differ by. */
export function WebhookName({ webhook: { id, url, description } }: { webhook: Webhook }) {
  const { host, pathname, search } = new URL(url);
  return (
    <div className={classes['name']}>
      <Link
        to="/settings/webhook/$webhookId"
        params={{ webhookId: id }}
        className={`${classes['url']} ${table['opens']}`}
        title={url}
      >
        <span className={classes['host']}>{host}</span>
        {pathname === '/' ? '' : pathname}
        {search}
      </Link>
      {description !== null && <span className={classes['description']}>{description}</span>}
    </div>
  );
}
