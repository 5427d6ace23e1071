import type { Secret } from '@posthorn/client';
import { Button, Group, Stack, Text } from '@mantine/core';
import { Eye, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../parts/explain-error.js';
import { RelativeTime } from '../../parts/relative-time.js';
import { SectionCard } from '../../parts/section-card.js';
import { duration } from '../../parts/time-text.js';
import { useNow } from '../../parts/use-now.js';
import { useSecrets } from '../../queries/secrets.js';
import { SecretText } from '../../webhook/secret-text.js';
import { RotateDialog } from './rotate-dialog.js';
import classes from './webhook.module.css';

export function SecretsCard({ webhookId }: { webhookId: string }) {
  const [revealed, setRevealed] = useState(false);
  const [rotating, setRotating] = useState(false);
  const { data, error, isFetching } = useSecrets(webhookId, revealed);
  return (
    <SectionCard
      title="Secret"
      about="Every delivery is signed with it. While one replaces another, both sign."
      actions={
        <Group gap="xs" wrap="nowrap">
          {!revealed && (
            <Button variant="default" leftSection={<Eye size={15} />} onClick={() => setRevealed(true)}>
              Reveal
            </Button>
          )}
          <Button variant="default" leftSection={<RefreshCw size={15} />} onClick={() => setRotating(true)}>
            Rotate
          </Button>
        </Group>
      }
    >
      {!revealed ? (
        <Text size="sm" c="dimmed">
          Who looks at it is recorded in the audit.
        </Text>
      ) : error ? (
        <Text size="sm" c="var(--bad)">
          {messageOf(error)}
        </Text>
      ) : (
        <Stack gap="md" aria-busy={isFetching}>
          {data?.secrets.map((secret) => (
            <OneSecret key={`${secret.createdAt} ${secret.signing}`} secret={secret} />
          ))}
        </Stack>
      )}
      <RotateDialog
        webhookId={webhookId}
        opened={rotating}
        close={() => setRotating(false)}
        rotated={() => setRevealed(true)}
      />
    </SectionCard>
  );
}

function OneSecret({ secret }: { secret: Secret }) {
  return (
    <div className={classes['secret']}>
      <SecretText text={secret.signing === 'hmac' ? secret.secret : secret.publicKey} />
      <Text size="sm" c="dimmed">
        {secret.signing === 'hmac' ? 'HMAC-SHA256' : 'ed25519, the public key'} · made{' '}
        <RelativeTime at={secret.createdAt} /> ·{' '}
        {secret.expiresAt === null ? 'the current one' : <Ends at={secret.expiresAt} />}
      </Text>
    </div>
  );
}

function Ends({ at }: { at: string }) {
  const leftMs = new Date(at).getTime() - useNow();
  return (
    <strong>
      {leftMs > 0 ? `replaced: it signs for another ${duration(leftMs)}` : 'replaced: it signs no more'}
    </strong>
  );
}
