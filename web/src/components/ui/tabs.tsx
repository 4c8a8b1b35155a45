import { Tabs as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';

export const Tabs = Radix.Root;
export const TabPanel = Radix.Content;

export function TabList({ className, ...props }: ComponentProps<typeof Radix.List>) {
  return <Radix.List {...props} className={cx('flex gap-4 overflow-x-auto border-b', className)} />;
}

export function Tab({ className, ...props }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      {...props}
      className={cx(
        '-mb-px min-h-10 border-transparent border-b-2 font-medium text-muted -outline-offset-2',
        'hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink',
        className,
      )}
    />
  );
}
