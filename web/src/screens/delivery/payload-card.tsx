import type { Event } from '@posthorn/client';
import { Skeleton, Text, Title } from '@mantine/core';
import { JsonView } from '../../parts/json-view.js';

/** The body of every attempt. */
export function PayloadCard({ event, text }: { event: Event | undefined; text: string | null | undefined }) {
  return (
    <section aria-label="Payload">
      <Title order={2} mb={2}>
        Payload
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        The same bytes in every attempt, retry and redelivery.
      </Text>
      {!event ? (
        <Skeleton height={240} />
      ) : typeof text !== 'string' ? (
        <Text>It was erased. What is recorded about the delivery stays.</Text>
      ) : (
        <JsonView value={text} what="the payload" maxHeight={480} />
      )}
    </section>
  );
}
