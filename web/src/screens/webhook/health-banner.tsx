import { Text } from '@mantine/core';
import { RelativeTime } from '../../parts/relative-time.js';
import { duration } from '../../parts/time-text.js';
import { useNow } from '../../parts/use-now.js';
import { useWebhookStats } from '../../queries/stats.js';
import classes from './webhook.module.css';

/** While nothing arrives: since when, of what, and what the system does about it. */
export function HealthBanner({ webhookId }: { webhookId: string }) {
  const { data: day } = useWebhookStats(webhookId);
  const health = day?.health ?? null;
  const { data: since } = useWebhookStats(webhookId, health?.failingSince, health !== null);
  if (!health) return null;
  const causes = (since ?? day)?.failures ?? [];
  return (
    <div className={classes['banner']} data-tone="bad" role="status">
      <div>
        <Text fw={600}>
          Failing since <RelativeTime at={health.failingSince} />
          {causes.length > 0 &&
            `: ${causes.map(({ code, count }) => `${code.replaceAll('-', ' ')} ×${count}`).join(', ')}`}
        </Text>
        <Text size="sm">
          {health.lastDeliveredAt === null ? (
            'Nothing has ever arrived there.'
          ) : (
            <>
              The last delivery arrived <RelativeTime at={health.lastDeliveredAt} />.
            </>
          )}{' '}
          {health.disablesAt !== null && <Disables at={health.disablesAt} />}
        </Text>
      </div>
    </div>
  );
}

function Disables({ at }: { at: string }) {
  const leftMs = new Date(at).getTime() - useNow();
  return leftMs > 0
    ? `It is disabled in ${duration(leftMs)} unless something arrives.`
    : 'It is disabled unless something arrives soon.';
}
