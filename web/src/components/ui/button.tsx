import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

const LOOKS: Record<ButtonLook, string> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-strong',
  secondary: 'bg-surface text-ink border-edge hover:bg-raised',
  quiet: 'bg-transparent text-ink border-transparent hover:bg-raised',
  danger: 'bg-surface text-no border-no hover:bg-no-soft',
};

export interface ButtonProps extends ComponentProps<'button'> {
  look?: ButtonLook;
  size?: 'normal' | 'small' | 'icon';
  /** The act is under way: the button keeps its focus and its width, and does nothing. */
  busy?: boolean;
  /** Lends its look to its only child, such as a `<Link>`. */
  asChild?: boolean;
}

const SIZES = {
  normal: 'min-h-10 px-4 gap-2',
  small: 'min-h-8 px-3 gap-1.5 text-small',
  icon: 'size-10 justify-center',
};

export function Button({
  look = 'secondary',
  size = 'normal',
  busy = false,
  asChild = false,
  className,
  type = 'button',
  onClick,
  ...props
}: ButtonProps) {
  const classes = cx(
    'inline-flex shrink-0 items-center justify-center rounded-box border font-medium whitespace-nowrap',
    'transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-60',
    '[&_svg]:size-4 [&_svg]:shrink-0',
    size === 'icon' && '[&_svg]:size-5',
    LOOKS[look],
    SIZES[size],
    className,
  );
  if (asChild) return <Slot.Root className={classes} onClick={onClick} {...props} />;
  return (
    <button
      type={type}
      className={classes}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
      {...props}
    />
  );
}
