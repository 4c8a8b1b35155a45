import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';

const NUMBER = new Intl.NumberFormat('en-GB');

/** "51–100 of 10,000", and to the pages beside; the page stands in the address. */
export function Pager({
  page = 1,
  pageSize,
  count,
  isExact = true,
}: {
  page?: number | undefined;
  pageSize: number;
  count: number;
  /** Whether `count` is all of them. */
  isExact?: boolean;
}) {
  const pages = Math.max(Math.ceil(count / pageSize), 1);
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(page * pageSize, count);
  return (
    <nav
      aria-label="Pages"
      className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2"
    >
      <p className="text-muted">
        {NUMBER.format(first)}–{NUMBER.format(last)} of {isExact ? '' : 'more than '}
        {NUMBER.format(count)}
      </p>
      {pages > 1 && (
        <div className="flex items-center gap-2">
          <Turn page={page - 1} enabled={page > 1}>
            <ChevronLeft aria-hidden="true" /> Previous
          </Turn>
          <Turn page={page + 1} enabled={page < pages}>
            Next <ChevronRight aria-hidden="true" />
          </Turn>
        </div>
      )}
    </nav>
  );
}

function Turn({
  page,
  enabled,
  children,
}: {
  page: number;
  enabled: boolean;
  children: ReactNode;
}) {
  if (!enabled) return <Button disabled>{children}</Button>;
  return (
    <Button asChild>
      <Link to="." search={(here: object) => ({ ...here, page: page > 1 ? page : undefined })}>
        {children}
      </Link>
    </Button>
  );
}
