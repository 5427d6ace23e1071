import { Group, Select, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';

interface RunChoiceProps {
  deliveryId: string;
  newest: number;
  run: number;
}

/** Each time it was sent again as a whole is a run with attempts of its own. */
export function RunChoice({ deliveryId, newest, run }: RunChoiceProps) {
  const navigate = useNavigate();
  const choices = Array.from({ length: newest }, (_, index) => newest - index).map((number) => ({
    value: String(number),
    label: number === newest ? `Run ${number}, the newest` : `Run ${number}`,
  }));
  return (
    <Group justify="space-between" mb="md" mih={36}>
      <Title order={2}>Attempts</Title>
      {newest > 1 && (
        <Select
          aria-label="Run"
          w={190}
          data={choices}
          value={String(run)}
          allowDeselect={false}
          onChange={(chosen) =>
            void navigate({
              to: '/deliveries/$deliveryId',
              params: { deliveryId },
              search: chosen === null || Number(chosen) === newest ? {} : { run: chosen },
              replace: true,
            })
          }
        />
      )}
    </Group>
  );
}
