import type { Replay } from '@posthorn/client';
import { Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { BackLink } from '../../parts/back-link.js';
import { ErrorState } from '../../parts/error-state.js';
import { LoadingState } from '../../parts/loading-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { TextLink } from '../../parts/text-link.js';
import type { DeliveryFilter } from '../../queries/deliveries.js';
import { useReplay } from '../../queries/replays.js';
import { useWebhook } from '../../queries/webhooks.js';
import { DeliveryList } from '../deliveries/delivery-list.js';
import { shortUrl } from '../../parts/short-url.js';
import { ReplayProgress } from './replay-progress.js';
import { replayTitle } from './replay-title.js';

export function ReplayScreen() {
  const { replayId } = useParams({ from: '/signed-in/recover/$replayId' });
  const { data: replay, error, refetch } = useReplay(replayId);
  if (replay) return <Shown replay={replay} />;
  return (
    <>
      <PageHeader title="Recovery" above={<BackLink to="/recover">Recover</BackLink>} />
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <LoadingState rows={2} height={120} />
      )}
    </>
  );
}

function Shown({ replay }: { replay: Replay }) {
  const { webhookId, include, since, until, eventTypes } = replay;
  const { data: webhook } = useWebhook(webhookId);
  const only = eventTypes?.length === 1 ? eventTypes[0] : undefined;
  const filter = useMemo(
    (): DeliveryFilter => ({
      webhookId,
      from: since,
      to: until,
      ...(only !== undefined && { eventType: only }),
    }),
    [webhookId, since, until, only],
  );
  return (
    <>
      <PageHeader title={replayTitle(include)} above={<BackLink to="/recover">Recover</BackLink>}>
        to{' '}
        <TextLink to="/settings/webhook/$webhookId" params={{ webhookId }} inherit>
          {webhook ? shortUrl(webhook.url) : webhookId}
        </TextLink>
      </PageHeader>
      <Stack gap="xl">
        <ReplayProgress replay={replay} />
        <section aria-label="What was sent">
          <DeliveryList filter={filter} ofOneWebhook />
        </section>
      </Stack>
    </>
  );
}
