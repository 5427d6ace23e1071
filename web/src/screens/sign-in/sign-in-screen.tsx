import { Button, Card, Code, Group, Image, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useBrand } from '../../brand-context.js';
import { messageOf } from '../../parts/explain-error.js';
import { signIn } from '../../session.js';
import classes from './sign-in.module.css';

export function SignInScreen() {
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
    <main className={classes['page']}>
      <Card className={classes['card']} withBorder padding="xl" radius="lg">
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
              error={error && messageOf(error)}
            />
            <Button type="submit" loading={isPending} fullWidth>
              Sign in
            </Button>
            <Text size="xs" c="dimmed">
              <Code>npm start</Code> prints the key, and keeps it in <Code>.posthorn/api-key</Code>.
            </Text>
          </Stack>
        </form>
      </Card>
    </main>
  );
}
