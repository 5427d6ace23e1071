import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText, SearchX } from 'lucide-react';
import { EmptyState } from '../../../parts/empty-state.js';
import { ErrorState } from '../../../parts/error-state.js';
import { LoadingState } from '../../../parts/loading-state.js';
import { PageHeader } from '../../../parts/page-header.js';
import { useAuditPages } from '../../../queries/audit.js';
import classes from '../settings.module.css';
import { AuditFilters } from './audit-filters.js';
import { type AuditSearch, readAuditSearch } from './audit-search.js';
import { AuditTable } from './audit-table.js';

export function AuditScreen() {
  const search = useSearch({
    from: '/signed-in/settings/audit',
    select: readAuditSearch,
    structuralSharing: true,
  });
  const navigate = useNavigate({ from: '/settings/audit' });
  const onSearch = (changed: AuditSearch): void => void navigate({ search: changed, replace: true });
  return (
    <>
      <PageHeader title="Audit">
        Who changed what, and who looked at a secret; never a value. Kept as long as deliveries are.
      </PageHeader>
      <AuditFilters search={search} onSearch={onSearch} />
      <AuditList search={search} onClear={() => onSearch({})} />
    </>
  );
}

function AuditList({ search, onClear }: { search: AuditSearch; onClear: () => void }) {
  const { data, error, refetch, ...query } = useAuditPages(search);
  const records = data?.pages.flatMap((page) => page.data) ?? [];
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingState rows={10} />;
  if (records.length === 0 && Object.keys(search).length === 0)
    return (
      <EmptyState icon={ScrollText} title="Nothing recorded yet">
        Every change, and every look at a secret, is recorded from the first one on.
      </EmptyState>
    );
  if (records.length === 0)
    return (
      <EmptyState
        icon={SearchX}
        title="No record matches"
        actions={
          <Button variant="default" onClick={onClear}>
            Show all
          </Button>
        }
      >
        An actor is the id of an API key, <code>admin</code> or <code>portal</code>.
      </EmptyState>
    );
  return (
    <>
      <AuditTable records={records} />
      {query.hasNextPage && (
        <div className={classes['more']}>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage({ cancelRefetch: false })}
          >
            Older records
          </Button>
        </div>
      )}
    </>
  );
}
