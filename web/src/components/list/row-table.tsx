import { createLink } from '@tanstack/react-router';
import { type ComponentProps, type ReactNode, useRef } from 'react';
import { cx } from '@/lib/cx';
import { useMedia } from '@/lib/media';
import { useRowFocus } from './use-row-focus';

const WIDE = '(min-width: 768px)';

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  className?: string;
}

/**
 * Rows that open something: a table where there is room, cards where there is not. The first column
 * is what a row is called and holds its `<RowLink>`, which covers all of it.
 */
export function RowTable<Row>({
  label,
  one,
  rows,
  keyOf,
  columns,
  busy = false,
}: {
  /** What the rows are: "Users". */
  label: string;
  /** One of them, for the list of keys: "user". */
  one: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  columns: readonly [Column<Row>, ...Column<Row>[]];
  /** Other rows are on their way. */
  busy?: boolean;
}) {
  const list = useRef<HTMLElement>(null);
  const isWide = useMedia(WIDE);
  useRowFocus(list, one, label);
  const [first, ...others] = columns;
  const look = cx('transition-opacity duration-100', busy && 'opacity-60');

  if (!isWide)
    return (
      <ul
        ref={list as ComponentProps<'ul'>['ref']}
        aria-label={label}
        aria-busy={busy}
        className={cx('divide-y overflow-hidden rounded-box border bg-surface', look)}
      >
        {rows.map((row) => (
          <li key={keyOf(row)} className="relative px-3 py-3 has-[a:hover]:bg-raised">
            <div className="break-words">{first.cell(row)}</div>
            <dl className="mt-1 flex flex-col gap-1">
              {others.map((column) => (
                <div key={column.title} className="flex items-baseline gap-2 text-small">
                  <dt className="w-24 shrink-0 text-muted">{column.title}</dt>
                  <dd className="min-w-0 break-words">{column.cell(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    );

  return (
    <div className="overflow-hidden rounded-box border bg-surface">
      <table
        ref={list as ComponentProps<'table'>['ref']}
        aria-label={label}
        aria-busy={busy}
        className={cx('w-full table-auto border-collapse text-left', look)}
      >
        <thead>
          <tr className="border-b">
            {columns.map(({ title, className }) => (
              <th
                key={title}
                scope="col"
                className={cx('px-3 py-2 font-medium text-muted text-small', className)}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map((row) => (
            <tr key={keyOf(row)} className="relative has-[a:hover]:bg-raised">
              {columns.map(({ title, cell, className }) => (
                <td key={title} className={cx('px-3 py-2 align-top break-words', className)}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Of a row: all of the row leads where it leads. */
export const RowLink = createLink(function RowAnchor({
  className,
  children,
  ...props
}: ComponentProps<'a'>) {
  return (
    <a
      {...props}
      data-row=""
      className={cx(
        'font-medium break-words after:absolute after:inset-0 focus-visible:outline-none',
        'focus-visible:after:rounded-box focus-visible:after:outline-2 focus-visible:after:-outline-offset-2',
        'focus-visible:after:outline-accent',
        className,
      )}
    >
      {children}
    </a>
  );
});
