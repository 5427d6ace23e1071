import { Button, Popover, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import type { FilterProps } from './delivery-filters.js';
import type { DeliverySearch } from './delivery-search.js';

const HOUR_MS = 3_600_000;
const QUICK: [label: string, ms: number][] = [
  ['Last hour', HOUR_MS],
  ['Last 24 hours', 24 * HOUR_MS],
  ['Last 7 days', 7 * 24 * HOUR_MS],
  ['Last 30 days', 30 * 24 * HOUR_MS],
];

const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });

/** By the event's time. The URL holds instants, so that a link shows others the same. */
export function TimeFilter({ search, onSearch }: FilterProps) {
  const [isOpen, setOpen] = useState(false);
  const choose = (from: string | undefined, to: string | undefined): void => {
    setOpen(false);
    onSearch(withTime(search, from, to));
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant={search.from !== undefined || search.to !== undefined ? 'light' : 'default'}
          fw={450}
          rightSection={<ChevronDown size={15} />}
          onClick={() => setOpen(!isOpen)}
        >
          {describe(search)}
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
          <TimeForm search={search} onChoose={choose} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function TimeForm({
  search,
  onChoose,
}: {
  search: DeliverySearch;
  onChoose: (from: string | undefined, to: string | undefined) => void;
}) {
  const [from, setFrom] = useState(toField(search.from));
  const [to, setTo] = useState(toField(search.to));
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

function describe({ from, to }: DeliverySearch): string {
  if (from === undefined && to === undefined) return 'Any time';
  const since = from === undefined ? '' : SHORT.format(new Date(from));
  if (to === undefined) return `Since ${since}`;
  return `${since || 'Until'} – ${SHORT.format(new Date(to))}`;
}

function withTime(search: DeliverySearch, from: string | undefined, to: string | undefined): DeliverySearch {
  const { from: _from, to: _to, ...others } = search;
  return { ...others, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
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
