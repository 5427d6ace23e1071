import { Skeleton, Text, Title } from '@mantine/core';
import { JsonView } from '../../parts/json-view.js';

/** The body of every attempt; null: erased; undefined: not known yet. */
export function PayloadCard({ text }: { text: string | null | undefined }) {
  return (
    <section aria-label="Payload">
      <Title order={2} mb={2}>
        Payload
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        The same bytes in every attempt, retry and redelivery.
      </Text>
      {text === undefined ? (
        <Skeleton height={240} />
      ) : text === null ? (
        <Text>It was erased. What is recorded about the delivery stays.</Text>
      ) : (
        <JsonView value={text} what="the payload" maxHeight={480} />
      )}
    </section>
  );
}
