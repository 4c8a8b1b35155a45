import { createLink } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { ComponentProps } from 'react';

/** Above a page's heading: to the list that it is in. */
export const BackTo = createLink(function Back({ children, ...props }: ComponentProps<'a'>) {
  return (
    <a
      {...props}
      className="mb-2 inline-flex min-h-8 items-center gap-1 text-muted text-small hover:text-ink"
    >
      <ChevronLeft aria-hidden="true" className="size-4" />
      {children}
    </a>
  );
});
