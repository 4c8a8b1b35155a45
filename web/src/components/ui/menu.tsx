import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';

const ITEM =
  'flex min-h-9 w-full cursor-default items-center gap-2 rounded-box px-3 outline-none select-none ' +
  'data-highlighted:bg-raised data-disabled:opacity-50 [&_svg]:size-4';

export const MenuTrigger = DropdownMenu.Trigger;
export const MenuRadioGroup = DropdownMenu.RadioGroup;

export function Menu(props: ComponentProps<typeof DropdownMenu.Root>) {
  return <DropdownMenu.Root modal={false} {...props} />;
}

export function MenuContent({ className, ...props }: ComponentProps<typeof DropdownMenu.Content>) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        sideOffset={6}
        collisionPadding={12}
        {...props}
        className={cx(
          'appear z-50 min-w-48 rounded-box border bg-surface p-1 shadow-float',
          className,
        )}
      />
    </DropdownMenu.Portal>
  );
}

export function MenuItem({
  danger,
  className,
  ...props
}: ComponentProps<typeof DropdownMenu.Item> & { danger?: boolean }) {
  return <DropdownMenu.Item {...props} className={cx(ITEM, danger && 'text-no', className)} />;
}

export function MenuRadioItem({
  children,
  className,
  ...props
}: ComponentProps<typeof DropdownMenu.RadioItem>) {
  return (
    <DropdownMenu.RadioItem {...props} className={cx(ITEM, 'justify-between', className)}>
      {children}
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden="true" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}

export function MenuLabel(props: ComponentProps<typeof DropdownMenu.Label>) {
  return <DropdownMenu.Label {...props} className="px-3 py-1 text-muted text-small" />;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 border-t" />;
}
