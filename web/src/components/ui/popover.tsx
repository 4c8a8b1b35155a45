import { Popover as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;
export const PopoverAnchor = Radix.Anchor;
export const PopoverClose = Radix.Close;

export function PopoverContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={12}
        {...props}
        className={cx('appear z-50 rounded-box border bg-surface p-4 shadow-float', className)}
      />
    </Radix.Portal>
  );
}
