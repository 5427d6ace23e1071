import type { Event } from '@posthorn/client';
import { Code, Group, Stack, Text, Title } from '@mantine/core';
import { CircleSlash } from 'lucide-react';
import type { ReactNode } from 'react';
import { hostOf } from '../../event/host-of.js';
import { later } from '../../event/unmatched.js';
import { type WhyUnmatched, whyUnmatched } from '../../event/why-unmatched.js';
import { LinkButton } from '../../parts/link-button.js';
import { useWebhooks } from '../../queries/webhooks.js';
import { useSession } from '../../session.js';
import classes from './event.module.css';

/** It matched no webhook: why, and what can be done about it. */
export function NoWebhookTookIt({ event }: { event: Event }) {
  const { data: webhooks } = useWebhooks();
  const { mayManage } = useSession();
  const reason = webhooks && whyUnmatched(event, webhooks);
  return (
    <section className={classes['callout']} aria-label="Matched no webhook">
      <CircleSlash size={20} className={classes['sign']} aria-hidden />
      <Stack gap={4}>
        <Title order={2} size="h4">
          It matched no webhook
        </Title>
        <Text mih="1.5em">{reason && explain(event.event, reason)}</Text>
        {mayManage && reason && (
          <Group gap="xs" mt={4}>
            {reason.why === 'nobody-takes-it' ? (
              <LinkButton to="/settings/webhook/create" variant="default" size="xs">
                Create webhook
              </LinkButton>
            ) : (
              <LinkButton
                to="/settings/webhook/$webhookId"
                params={{ webhookId: reason.webhook.id }}
                variant="default"
                size="xs"
              >
                To {hostOf(reason.webhook)}
              </LinkButton>
            )}
          </Group>
        )}
      </Stack>
    </section>
  );
}

function explain(type: string, reason: WhyUnmatched): ReactNode {
  if (reason.why === 'nobody-takes-it')
    return (
      <>
        No webhook takes <Code>{type}</Code>. Create one that does, or add the type to one that is there; then
        send what was missed from its page.
      </>
    );
  return (
    <>
      <strong>{hostOf(reason.webhook)}</strong> takes <Code>{type}</Code>
      {reason.why === 'created-later'
        ? `, but was created ${later(reason.byMs)}.`
        : ' today, but did not when this event came.'}{' '}
      Its page can send what it missed.
    </>
  );
}
