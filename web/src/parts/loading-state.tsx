import { Skeleton, Stack } from '@mantine/core';

/** The shape of what is to come: as many rows, as high, so that nothing moves when it is there. */
export function LoadingState({ rows = 6, height = 44 }: { rows?: number; height?: number }) {
  return (
    <Stack gap={8} aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height - 8} radius="md" />
      ))}
    </Stack>
  );
}
