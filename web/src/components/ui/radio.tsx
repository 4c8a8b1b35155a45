import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from '@/lib/cx';

export function Radio({
  label,
  className,
  ...props
}: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode }) {
  const id = useId();
  return (
    <div className={cx('flex gap-2', className)}>
      <input id={id} {...props} type="radio" className="mt-1 size-4 shrink-0 accent-accent" />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
