import { ProblemResponseError } from '@posthorn/client';
import { Button, Card, Code, Group, Image, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useBrand } from '../../brand-context.js';
import { messageOf } from '../../parts/explain-error.js';
import { wasPortalVisit } from '../../portal-visit.js';
import { signIn } from '../../session.js';
import { PortalEnded } from './portal-ended.js';
import classes from './sign-in.module.css';

export function SignInScreen() {
  const [isPortal, setPortal] = useState(wasPortalVisit);
  return (
    <main className={classes['page']}>
      <Card className={classes['card']} withBorder padding="xl" radius="lg">
        {isPortal ? <PortalEnded onHasKey={() => setPortal(false)} /> : <KeyForm />}
      </Card>
    </main>
  );
}

function KeyForm() {
  const brand = useBrand();
  const router = useRouter();
  const { next } = useSearch({ from: '/sign-in' });
  const queryClient = useQueryClient();
  const [apiKey, setApiKey] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => signIn(queryClient, apiKey.trim()),
    onSuccess: () => router.history.replace(next ?? '/settings/webhook'),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <Stack gap="lg">
        <Group gap="sm">
          <Image src={brand.logoUrl} alt="" w={36} h={36} />
          <Title order={1} size="h3">
            Sign in to {brand.name}
          </Title>
        </Group>
        <PasswordInput
          label="API key"
          description="It is exchanged for a session of this browser, and not kept."
          autoComplete="current-password"
          autoFocus
          required
          withAsterisk={false}
          value={apiKey}
          onChange={(event) => setApiKey(event.currentTarget.value)}
          error={error && refusalOf(error)}
        />
        <Button type="submit" loading={isPending} fullWidth>
          Sign in
        </Button>
        <Text size="xs" c="dimmed">
          <Code>npm start</Code> prints the key, and keeps it in <Code>.posthorn/api-key</Code>.
        </Text>
      </Stack>
    </form>
  );
}

/** Why the key is not taken; what else it is said of such errors is for who is signed in. */
function refusalOf(error: Error): string {
  const detail = error instanceof ProblemResponseError ? error.problem.detail : undefined;
  return detail ?? messageOf(error);
}
