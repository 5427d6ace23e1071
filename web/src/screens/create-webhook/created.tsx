import type { CreatedWebhook } from '@posthorn/client';
import { Alert, Button, Group, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { PageHeader } from '../../parts/page-header.js';
import { LinkButton } from '../../parts/link-button.js';
import { SectionCard } from '../../parts/section-card.js';
import { useTestWebhook } from '../../queries/test-webhook.js';
import { URL_WARNINGS } from '../../webhook-form/url-warnings.js';
import { SecretText } from '../../webhook/secret-text.js';
import { TestResult } from '../../webhook/test-result.js';
import { VerifySnippets } from '../../webhook/verify-snippets.js';
import classes from './create-webhook.module.css';

/** What comes right after: the secret, how to verify with it, and whether a test arrived. */
export function Created({ webhook }: { webhook: CreatedWebhook }) {
  const { id, url, secret, warnings = [] } = webhook;
  const test = useTestWebhook(id);
  const sent = useRef(false);
  useEffect(() => {
    if (sent.current) return;
    sent.current = true;
    // Where the form ended is far below where the answer is.
    globalThis.scrollTo({ top: 0 });
    test.mutate({});
  }, [test]);
  return (
    <div className={classes['column']}>
      <PageHeader title="Webhook created">{url}</PageHeader>
      <Stack gap="md">
        {warnings.map((warning) => (
          <Alert key={warning} color="yellow">
            {URL_WARNINGS[warning]}
          </Alert>
        ))}
        <SectionCard
          title="Test"
          actions={
            <Button
              variant="default"
              size="compact-sm"
              loading={test.isPending}
              onClick={() => test.mutate({})}
            >
              Send another
            </Button>
          }
        >
          <TestResult data={test.data} error={test.error} isPending={test.isPending || test.isIdle} />
        </SectionCard>
        <SectionCard
          title="Secret"
          about="Your receiver verifies with it that a request is from here. It is shown again in the webhook's settings."
        >
          <SecretText text={secret} />
        </SectionCard>
        <SectionCard title="Verify what arrives">
          <VerifySnippets />
        </SectionCard>
        <Group justify="flex-end">
          <LinkButton to="/settings/webhook" variant="subtle" color="gray">
            All webhooks
          </LinkButton>
          <LinkButton to="/settings/webhook/$webhookId" params={{ webhookId: id }}>
            To the webhook
          </LinkButton>
        </Group>
      </Stack>
    </div>
  );
}
