import type { Webhook } from '@posthorn/client';
import { Button, Card, Loader, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Link2Off, PauseCircle, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../parts/explain-error.js';
import { Notice } from '../../parts/notice.js';
import { type ReplayRequest, useReplayCount, useStartReplay } from '../../queries/replays.js';
import { useSession } from '../../session.js';
import { replayTitle } from './replay-title.js';
import classes from './recover.module.css';

interface RecoverStartProps {
  /** undefined: none is chosen yet. */
  webhook: Webhook | undefined;
  request: ReplayRequest;
}

/** How many it would be, and only then the button. */
export function RecoverStart({ webhook, request }: RecoverStartProps) {
  const { mayManage } = useSession();
  const navigate = useNavigate();
  const { data: count, error, isPlaceholderData } = useReplayCount(webhook?.id, request);
  const start = useStartReplay();
  const isCounting = webhook !== undefined && !error && (count === undefined || isPlaceholderData);
  const failure = start.error ?? error;
  return (
    <Card padding="lg" aria-label="Start" component="section">
      <Stack gap="md">
        <div className={classes['count']} aria-live="polite">
          <div className={classes['figure']}>
            {webhook === undefined || count === undefined || error ? '–' : count.toLocaleString()}
            {isCounting && <Loader size="xs" ml="xs" role="progressbar" aria-label="Counting" />}
          </div>
          <Text c="dimmed">
            {webhook === undefined
              ? 'Choose a webhook to count.'
              : `${count === 1 ? 'delivery' : 'deliveries'} to send`}
          </Text>
        </div>
        <Warnings webhook={webhook} request={request} />
        {failure && (
          <Text size="sm" c="var(--bad)" role="alert">
            {messageOf(failure)}
          </Text>
        )}
        <Button
          size="md"
          leftSection={<RotateCcw size={16} />}
          loading={start.isPending}
          disabled={!mayManage || webhook === undefined || isCounting || !count}
          onClick={() => {
            if (!webhook) return;
            start.mutate(
              { webhookId: webhook.id, request },
              {
                onSuccess: ({ id }) => void navigate({ to: '/recover/$replayId', params: { replayId: id } }),
              },
            );
          }}
        >
          {replayTitle(request.include ?? 'failed')}
        </Button>
        {count === 0 && !isCounting && webhook && (
          <Text size="sm" c="dimmed">
            There is nothing of that kind in this time.
          </Text>
        )}
      </Stack>
    </Card>
  );
}

const LINK_LIVES_MS = 3_600_000;

function Warnings({ webhook, request }: RecoverStartProps) {
  const [openedAt] = useState(() => Date.now());
  const isOld = openedAt - Date.parse(request.since) > LINK_LIVES_MS;
  const { eventTypes } = request;
  const takesDocuments = webhook?.events.some((name) =>
    ['*', 'document.*', 'document.received'].includes(name),
  );
  const hasDocuments = eventTypes === undefined ? takesDocuments : eventTypes.includes('document.received');
  return (
    <>
      {webhook !== undefined && webhook.status !== 'enabled' && (
        <Notice tone="held" icon={PauseCircle}>
          The webhook is {webhook.status}: what is sent to it is held until that ends.
        </Notice>
      )}
      {isOld && hasDocuments === true && (
        <Notice tone="waiting" icon={Link2Off}>
          The <code>signedUrl</code> of a received document works for an hour. In what is older, it is dead.
        </Notice>
      )}
    </>
  );
}
