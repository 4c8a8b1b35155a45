import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { type MeetingsSearch, PAGE_SIZE } from '../search';

const NUMBER = new Intl.NumberFormat('en-GB');

/** "51–100 of 10,000", and to the pages beside. */
export function Pager({ search, count }: { search: MeetingsSearch; count: number }) {
  const page = search.page ?? 1;
  const pages = Math.max(Math.ceil(count / PAGE_SIZE), 1);
  const first = (page - 1) * PAGE_SIZE + 1;
  const last = Math.min(page * PAGE_SIZE, count);
  return (
    <nav
      aria-label="Pages"
      className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2"
    >
      <p className="text-muted">
        {NUMBER.format(first)}–{NUMBER.format(last)} of {NUMBER.format(count)}
      </p>
      {pages > 1 && (
        <div className="flex items-center gap-2">
          <Turn search={search} page={page - 1} enabled={page > 1}>
            <ChevronLeft aria-hidden="true" /> Previous
          </Turn>
          <Turn search={search} page={page + 1} enabled={page < pages}>
            Next <ChevronRight aria-hidden="true" />
          </Turn>
        </div>
      )}
    </nav>
  );
}

function Turn({
  search,
  page,
  enabled,
  children,
}: {
  search: MeetingsSearch;
  page: number;
  enabled: boolean;
  children: ReactNode;
}) {
  if (!enabled) return <Button disabled>{children}</Button>;
  const { page: _page, ...rest } = search;
  return (
    <Button asChild>
      <Link to="/dashboard/meetings" search={page > 1 ? { ...rest, page } : rest}>
        {children}
      </Link>
    </Button>
  );
}
