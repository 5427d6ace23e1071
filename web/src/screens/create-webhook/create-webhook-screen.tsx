import type { CreatedWebhook } from '@posthorn/client';
import { useState } from 'react';
import { BackLink } from '../../parts/back-link.js';
import { LinkButton } from '../../parts/link-button.js';
import { PageHeader } from '../../parts/page-header.js';
import { useCreateWebhook } from '../../queries/webhooks.js';
import { useSession } from '../../session.js';
import { type WebhookDraft, newDraft, toCreateWebhook } from '../../webhook-form/webhook-draft.js';
import { WebhookForm } from '../../webhook-form/webhook-form.js';
import { Created } from './created.js';
import classes from './create-webhook.module.css';

export function CreateWebhookScreen() {
  const { webhookDefaults } = useSession();
  const [before] = useState(() => newDraft(webhookDefaults));
  const [draft, setDraft] = useState(before);
  const [created, setCreated] = useState<CreatedWebhook>();
  const { mutate, error, isPending } = useCreateWebhook();
  if (created) return <Created webhook={created} />;
  return (
    <div className={classes['column']}>
      <PageHeader title="Create webhook" above={<BackLink to="/settings/webhook">Webhooks</BackLink>}>
        Events are sent there from the moment it is created; a test goes out at once.
      </PageHeader>
      <WebhookForm
        draft={draft}
        change={(changes) => setDraft((earlier) => ({ ...earlier, ...changes }))}
        error={error}
        isPending={isPending}
        submitLabel="Create and send a test"
        missing={missingIn(draft)}
        onSubmit={() => mutate(toCreateWebhook(draft, before), { onSuccess: setCreated })}
        aside={
          <LinkButton to="/settings/webhook" variant="subtle" color="gray">
            Cancel
          </LinkButton>
        }
      />
    </div>
  );
}

function missingIn({ url, allEvents, events }: WebhookDraft): string | undefined {
  if (url.trim() === '') return 'It needs a URL.';
  if (!allEvents && events.length === 0) return 'Choose the events, or all of them.';
  return undefined;
}
