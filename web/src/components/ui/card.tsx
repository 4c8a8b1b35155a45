import type { ComponentProps, ReactNode } from 'react';
import { cx } from '@/lib/cx';

export function Card({ className, ...props }: ComponentProps<'div'>) {
  return <div {...props} className={cx('rounded-box border bg-surface p-4', className)} />;
}

/** A part of a page under its own heading. */
export function Section({
  title,
  action,
  className,
  children,
}: {
  title: string;
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const id = `section-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
  return (
    <section aria-labelledby={id} className={className}>
      <div className="mb-2 flex min-h-8 items-center justify-between gap-4">
        <h2 id={id} className="font-semibold text-large">
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}
