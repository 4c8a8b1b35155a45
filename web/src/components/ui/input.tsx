import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';
import { useField } from './field';

/** The look of everything one types or chooses in. */
export const CONTROL =
  'w-full rounded-box border border-edge bg-surface px-3 text-ink ' +
  'disabled:opacity-60 aria-invalid:border-no aria-invalid:border-2';

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input {...useField()} {...props} className={cx(CONTROL, 'h-10', className)} />;
}
