import { Autocomplete, Button, Popover, Stack, TextInput } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useFailures } from '../../queries/failures.js';
import type { FilterProps } from './delivery-filters.js';
import type { DeliverySearch } from './delivery-search.js';

/** By what came of the last attempt: the answer's code, or why there was none. */
export function AnswerFilter({ search, onSearch }: FilterProps) {
  const [isOpen, setOpen] = useState(false);
  const { responseStatus, errorCode } = search;
  const chosen = [responseStatus, errorCode].filter((text) => text !== undefined);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant={chosen.length > 0 ? 'light' : 'default'}
          fw={450}
          rightSection={<ChevronDown size={15} />}
          onClick={() => setOpen(!isOpen)}
        >
          {chosen.length > 0 ? chosen.join(' · ') : 'Any answer'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Answer">
        <AnswerForm
          search={search}
          onSearch={(changed) => {
            setOpen(false);
            onSearch(changed);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function AnswerForm({ search, onSearch }: FilterProps) {
  const { data: failures } = useFailures();
  const [status, setStatus] = useState(search.responseStatus ?? '');
  const [code, setCode] = useState(search.errorCode ?? '');
  const isStatus = status === '' || /^[1-5]\d\d$/.test(status);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isStatus) onSearch(withAnswer(search, status, code.trim()));
      }}
    >
      <Stack gap="sm" w={260}>
        <TextInput
          label="Response code"
          placeholder="503"
          inputMode="numeric"
          value={status}
          onChange={({ currentTarget: { value } }) => setStatus(value.trim())}
          error={!isStatus && 'A code from 100 to 599'}
        />
        <Autocomplete
          label="Error code"
          description="Of the last attempt"
          placeholder="timeout"
          data={(failures ?? []).map((failure) => failure.code)}
          comboboxProps={{ withinPortal: false }}
          value={code}
          onChange={setCode}
        />
        <Button type="submit">Apply</Button>
      </Stack>
    </form>
  );
}

function withAnswer(search: DeliverySearch, responseStatus: string, errorCode: string): DeliverySearch {
  const { responseStatus: _status, errorCode: _code, ...others } = search;
  return {
    ...others,
    ...(responseStatus !== '' && { responseStatus }),
    ...(errorCode !== '' && { errorCode }),
  };
}
