import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';
import { useField } from './field';
import { CONTROL } from './input';

/** The browser's own list: known to every phone, keyboard and screen reader. */
export function Select({ className, children, ...props }: ComponentProps<'select'>) {
  return (
    <div className={cx('relative', className)}>
      <select {...useField()} {...props} className={cx(CONTROL, 'h-10 appearance-none pr-9')}>
        {children}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-3 right-3 size-4 text-muted"
      />
    </div>
  );
}
