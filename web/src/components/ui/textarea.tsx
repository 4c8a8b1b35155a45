import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';
import { useField } from './field';
import { CONTROL } from './input';

export function Textarea({ className, rows = 4, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...useField()}
      rows={rows}
      {...props}
      className={cx(CONTROL, 'field-sizing-content py-2', className)}
    />
  );
}
