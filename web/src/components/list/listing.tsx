import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { SkeletonList } from '@/components/ui/skeleton';
import { ListFailure } from './list-failure';
import { Pager } from './pager';

interface Page<Row> {
  count: number;
  count_is_exact?: boolean;
  results: Row[];
}

/** A page of a list in each of its states: being read, unreadable, empty, there. */
export function Listing<Row>({
  query: { data, error, isPlaceholderData, refetch },
  page,
  pageSize,
  empty,
  children,
}: {
  query: UseQueryResult<Page<Row>>;
  page: number | undefined;
  pageSize: number;
  /** In place of no rows. */
  empty: ReactNode;
  /** The rows; `busy` while others are on their way. */
  children: (rows: Row[], busy: boolean) => ReactNode;
}) {
  if (error && !data) return <ListFailure error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonList lines={8} />;
  if (data.results.length === 0) return empty;
  return (
    <>
      {children(data.results, isPlaceholderData)}
      <Pager
        page={page}
        pageSize={pageSize}
        count={data.count}
        isExact={data.count_is_exact ?? true}
      />
    </>
  );
}
