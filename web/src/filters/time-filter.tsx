import { Button, Popover, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';

const HOUR_MS = 3_600_000;
const QUICK: [label: string, ms: number][] = [
  ['Last hour', HOUR_MS],
  ['Last 24 hours', 24 * HOUR_MS],
  ['Last 7 days', 7 * 24 * HOUR_MS],
  ['Last 30 days', 30 * 24 * HOUR_MS],
];

const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });

interface TimeRange {
  from?: string | undefined;
  to?: string | undefined;
}

interface TimeFilterProps {
  time: TimeRange;
  onTime: (time: Required<TimeRange>) => void;
}

/** From when, and before when. The URL holds instants, so that a link shows others the same. */
export function TimeFilter({ time, onTime }: TimeFilterProps) {
  const [isOpen, setOpen] = useState(false);
  const choose = (from: string | undefined, to: string | undefined): void => {
    setOpen(false);
    onTime({ from, to });
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant={time.from !== undefined || time.to !== undefined ? 'light' : 'default'}
          fw={450}
          rightSection={<ChevronDown size={15} />}
          onClick={() => setOpen(!isOpen)}
        >
          {describe(time)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Time">
        <Stack gap="sm" w={280}>
          <SimpleGrid cols={2} spacing={6}>
            {QUICK.map(([label, ms]) => (
              <Button
                key={label}
                size="xs"
                variant="default"
                onClick={() => choose(new Date(Date.now() - ms).toISOString(), undefined)}
              >
                {label}
              </Button>
            ))}
          </SimpleGrid>
          <TimeForm time={time} onChoose={choose} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function TimeForm({
  time,
  onChoose,
}: {
  time: TimeRange;
  onChoose: (from: string | undefined, to: string | undefined) => void;
}) {
  const [from, setFrom] = useState(toField(time.from));
  const [to, setTo] = useState(toField(time.to));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(fromField(from), fromField(to));
      }}
    >
      <Stack gap="sm">
        <TextInput
          type="datetime-local"
          label="From"
          value={from}
          onChange={({ currentTarget: { value } }) => setFrom(value)}
        />
        <TextInput
          type="datetime-local"
          label="Before"
          value={to}
          onChange={({ currentTarget: { value } }) => setTo(value)}
        />
        <Button type="submit">Apply</Button>
      </Stack>
    </form>
  );
}

function describe({ from, to }: TimeRange): string {
  if (from === undefined && to === undefined) return 'Any time';
  const since = from === undefined ? '' : SHORT.format(new Date(from));
  if (to === undefined) return `Since ${since}`;
  return `${since || 'Until'} – ${SHORT.format(new Date(to))}`;
}

/** The field speaks the reader's own time, without a zone. */
function toField(instant: string | undefined): string {
  if (instant === undefined) return '';
  const time = new Date(instant);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function fromField(text: string): string | undefined {
  return text === '' ? undefined : new Date(text).toISOString();
}
