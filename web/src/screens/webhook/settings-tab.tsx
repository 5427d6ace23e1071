import type { Webhook } from '@posthorn/client';
import { Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { tellOf } from '../../parts/tell.js';
import { useUpdateWebhook, useWebhook } from '../../queries/webhooks.js';
import { useSession } from '../../session.js';
import { draftOf, toPatch } from '../../webhook-form/webhook-draft.js';
import { WebhookForm } from '../../webhook-form/webhook-form.js';
import { SecretsCard } from './secrets-card.js';
import classes from './webhook.module.css';

export function SettingsTab() {
  const { webhookId } = useParams({ from: '/signed-in/settings/webhook/$webhookId' });
  const { data: webhook } = useWebhook(webhookId);
  const { mayManage } = useSession();
  if (!webhook) return null;
  return (
    <Stack gap="md" className={classes['column']}>
      {/* What was saved becomes what it begins with. */}
      <Settings key={webhook.updatedAt} webhook={webhook} />
      {mayManage && <SecretsCard webhookId={webhookId} />}
    </Stack>
  );
}

function Settings({ webhook }: { webhook: Webhook }) {
  const { mayManage } = useSession();
  const [before] = useState(() => draftOf(webhook));
  const [draft, setDraft] = useState(before);
  const { mutate, error, isPending } = useUpdateWebhook(webhook.id);
  const patch = toPatch(draft, before);
  return (
    <fieldset disabled={!mayManage} className={classes['fields']}>
      <WebhookForm
        draft={draft}
        change={(changes) => setDraft((earlier) => ({ ...earlier, ...changes }))}
        webhook={webhook}
        error={error}
        isPending={isPending}
        submitLabel="Save"
        missing={Object.keys(patch).length === 0 ? 'Nothing is changed.' : undefined}
        onSubmit={() => mutate(patch, tellOf('Saved'))}
      />
    </fieldset>
  );
}
