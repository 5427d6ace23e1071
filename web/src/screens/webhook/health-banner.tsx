import type { WebhookHealth, WebhookStatistics } from '@posthorn/client';
import { Text } from '@mantine/core';
import { FAILURE_TITLES } from '../../generated/words.js';
import { LinkButton } from '../../parts/link-button.js';
import { RelativeTime } from '../../parts/relative-time.js';
import { duration } from '../../parts/time-text.js';
import { useNow } from '../../parts/use-now.js';
import { useWebhookStats } from '../../queries/stats.js';
import { useSession } from '../../session.js';
import classes from './webhook.module.css';

/** While nothing arrives: since when, of what, and what the system does about it. Once it does: what failed meanwhile. */
export function HealthBanner({ webhookId }: { webhookId: string }) {
  const { data } = useWebhookStats(webhookId);
  if (data?.health) return <Failing webhookId={webhookId} health={data.health} />;
  const failed = data?.deliveries.failed ?? 0;
  return failed > 0 ? <Back webhookId={webhookId} failed={failed} /> : null;
}

function Failing({ webhookId, health }: { webhookId: string; health: WebhookHealth }) {
  const { failingSince, lastDeliveredAt, disablesAt } = health;
  const { data } = useWebhookStats(webhookId, failingSince);
  return (
    <div className={classes['banner']} data-tone="bad" role="status">
      <div>
        <Text fw={600}>
          Failing since {clock(failingSince)}
          {data && causesOf(data)}
        </Text>
        <Text size="sm">
          {lastDeliveredAt === null ? (
            'Nothing has ever arrived there. '
          ) : (
            <>
              The last delivery arrived <RelativeTime at={lastDeliveredAt} />.{' '}
            </>
          )}
          {disablesAt !== null && <Disables at={disablesAt} />}
        </Text>
      </div>
    </div>
  );
}

function Back({ webhookId, failed }: { webhookId: string; failed: number }) {
  const { mayManage } = useSession();
  return (
    <div className={classes['banner']} data-tone="waiting" role="status">
      <div>
        <Text fw={600}>Deliveries arrive</Text>
        <Text size="sm">
          {failed === 1 ? 'One delivery' : `${failed} deliveries`} failed in the last 24 hours.
        </Text>
      </div>
      {mayManage && (
        <LinkButton
          to="/recover"
          search={{ webhookId, include: 'failed', since: '24h' }}
          variant="default"
          size="compact-md"
        >
          Recover them
        </LinkButton>
      )}
    </div>
  );
}

/** ": no answer in time ×7, the connection was refused ×2" */
function causesOf({ failures }: WebhookStatistics): string {
  if (failures.length === 0) return '';
  const causes = failures.map(({ code, count }) => {
    const title = FAILURE_TITLES[code] ?? code;
    return `${title.charAt(0).toLowerCase()}${title.slice(1)} ×${count}`;
  });
  return `: ${causes.join(', ')}`;
}

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function clock(at: string): string {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date().toDateString();
  return (isToday ? CLOCK : DAY_AND_CLOCK).format(time);
}

function Disables({ at }: { at: string }) {
  const leftMs = new Date(at).getTime() - useNow();
  return leftMs > 0
    ? `It is disabled in ${duration(leftMs)} unless something arrives.`
    : 'It is disabled unless something arrives soon.';
}
