import { Anchor, Group, Image, Stack, Text, Title } from '@mantine/core';
import { useBrand } from '../../brand-context.js';

/** For who came by a portal link, and has no key: how to come back. */
export function PortalEnded({ onHasKey }: { onHasKey: () => void }) {
  const brand = useBrand();
  return (
    <Stack gap="lg">
      <Group gap="sm" wrap="nowrap">
        <Image src={brand.logoUrl} alt="" w={36} h={36} />
        <Title order={1} size="h3">
          Your session has ended
        </Title>
      </Group>
      <Text>
        You came here by a link that works once. To come back, open {brand.name} again from the application
        that led you here, or ask whoever gave you the link for a new one.
      </Text>
      <Text size="sm" c="dimmed">
        Nothing stops meanwhile: deliveries go on.
      </Text>
      <Anchor component="button" type="button" size="sm" ta="start" onClick={onHasKey}>
        I have an API key
      </Anchor>
    </Stack>
  );
}
