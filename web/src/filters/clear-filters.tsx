import { Button } from '@mantine/core';
import { X } from 'lucide-react';

/** Takes all filters away; not there while there are none. */
export function ClearFilters({ search, onClear }: { search: object; onClear: () => void }) {
  if (Object.keys(search).length === 0) return null;
  return (
    <Button variant="subtle" color="gray" px="xs" leftSection={<X size={15} />} onClick={onClear}>
      Clear
    </Button>
  );
}
