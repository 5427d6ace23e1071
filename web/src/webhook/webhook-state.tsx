import type { Webhook } from '@posthorn/client';
import { Stack, Text } from '@mantine/core';
import { StatusChip } from '../parts/status-chip.js';

/** The state, why, and what it holds. */
export function WebhookState({ webhook: { status, statusReason, heldDeliveries } }: { webhook: Webhook }) {
  return (
    <Stack gap={2} align="flex-start">
      <StatusChip status={status} detail={heldDeliveries > 0 ? `· ${heldDeliveries} held` : undefined} />
      {statusReason !== null && (
        <Text size="xs" c="dimmed" maw={180}>
          {statusReason}
        </Text>
      )}
    </Stack>
  );
}
