import type { ApiKey, AuditRecord } from '@posthorn/client';
import { Link } from '@tanstack/react-router';
import table from '../../../parts/data-table.module.css';
import { RelativeTime } from '../../../parts/relative-time.js';
import { Chip } from '../../../parts/status-chip.js';
import { useApiKeys } from '../../../queries/api-keys.js';
import { useWebhooks } from '../../../queries/webhooks.js';
import { shortUrl } from '../../../parts/short-url.js';
import classes from '../settings.module.css';

export function AuditTable({ records }: { records: readonly AuditRecord[] }) {
  const { data: apiKeys } = useApiKeys();
  return (
    <div className={table['frame']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Who</th>
            <th scope="col">Did</th>
            <th scope="col">To</th>
            <th scope="col">Fields</th>
          </tr>
        </thead>
        <tbody>
          {records.map(({ id, at, actor, action, targets, changes, workspaceId }) => (
            <tr key={id}>
              <td className={`${classes['quiet']} ${classes['once']}`}>
                <RelativeTime at={at} />
              </td>
              <td className={classes['once']}>
                <Actor actor={actor} apiKeys={apiKeys} />
              </td>
              <td>
                <Chip tone="neutral">{action}</Chip>
              </td>
              <td>
                <div className={classes['targets']}>
                  {targets.map((target) => (
                    <Target key={target} id={target} />
                  ))}
                  {targets.length === 0 && workspaceId === null && 'the installation'}
                </div>
              </td>
              <td className={classes['quiet']}>{changes.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A key's name where it is still there. */
function Actor({ actor, apiKeys }: { actor: string; apiKeys: readonly ApiKey[] | undefined }) {
  const name = apiKeys?.find(({ id }) => id === actor)?.name;
  return (
    <>
      {name !== undefined && <span className={classes['name']}>{name}</span>}
      <code className={classes['id']}>{actor}</code>
    </>
  );
}

/** Leads there, where a screen shows it. */
function Target({ id }: { id: string }) {
  const { data: webhooks } = useWebhooks();
  const text = <code className={classes['id']}>{id}</code>;
  const webhook = webhooks?.find((known) => known.id === id);
  if (id.startsWith('wh_'))
    return (
      <Link to="/settings/webhook/$webhookId" params={{ webhookId: id }} title={id}>
        {webhook ? shortUrl(webhook.url) : text}
      </Link>
    );
  if (id.startsWith('dlv_'))
    return (
      <Link to="/deliveries/$deliveryId" params={{ deliveryId: id }}>
        {text}
      </Link>
    );
  if (id.startsWith('evt_'))
    return (
      <Link to="/events/$eventId" params={{ eventId: id }}>
        {text}
      </Link>
    );
  return text;
}
