// biome-ignore-all lint/a11y/useSemanticElements: a table cannot have one cell of many in the document.
// biome-ignore-all lint/a11y/useFocusableInteractive: of an ARIA grid the cells take the focus.
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { daysBetween, minutesBetween } from '@/lib/time';
import type { Days, Shape } from '../place';
import { type Cursor, STEP_MINUTES } from '../use-cursor';

const DAY_MINUTES = 24 * 60;

interface CellProps {
  cursor: Cursor;
  shape: Shape;
  days: Days;
  /** What is there, for screen readers. */
  label: string;
  /** It had the focus when it was last drawn. */
  hasFocus: RefObject<boolean>;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
  onBlur: () => void;
}

/**
 * The one cell of the calendar that has an element, in the day's column: an ARIA grid of which only
 * the cell at hand is in the document, with its place in the whole. Being focusable it also lets
 * keys scroll the library's scroller.
 */
export function FocusCell({ column, ...props }: CellProps & { column: HTMLElement | undefined }) {
  if (column === undefined) return null;
  const { shape, days, cursor } = props;
  const inMonth = shape === 'month';
  const shownDays = daysBetween(days.first, days.last) + 1;
  const dayIndex = daysBetween(days.first, cursor.day);
  const slot = minutesBetween(`${cursor.day}T00:00:00Z`, `${cursor.day}T${cursor.time}:00Z`);
  return createPortal(
    <div
      role="grid"
      aria-label={inMonth ? 'Days' : 'Hours'}
      aria-rowcount={inMonth ? shownDays / 7 : DAY_MINUTES / STEP_MINUTES}
      aria-colcount={inMonth ? 7 : shownDays}
      className="pointer-events-none absolute inset-0 z-30"
    >
      <div
        role="row"
        aria-rowindex={1 + Math.floor(inMonth ? dayIndex / 7 : slot / STEP_MINUTES)}
        className="absolute inset-0"
      >
        {/* A new element for each cell, so that screen readers say each. */}
        <Cell
          key={`${cursor.day} ${cursor.time}`}
          {...props}
          columnIndex={1 + (inMonth ? dayIndex % 7 : dayIndex)}
          top={inMonth ? 0 : slot / DAY_MINUTES}
          height={inMonth ? 1 : STEP_MINUTES / DAY_MINUTES}
        />
      </div>
    </div>,
    column,
  );
}

function Cell({
  label,
  hasFocus,
  columnIndex,
  top,
  height,
  onKeyDown,
  onFocus,
  onBlur,
}: CellProps & { columnIndex: number; top: number; height: number }) {
  const cell = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!hasFocus.current || document.activeElement !== document.body) return;
    cell.current?.focus({ preventScroll: true });
    cell.current?.scrollIntoView({ block: 'nearest' });
  }, [hasFocus]);
  return (
    <div
      ref={cell}
      role="gridcell"
      tabIndex={0}
      data-cursor
      aria-label={label}
      aria-colindex={columnIndex}
      aria-description="Arrow keys move, Enter plans a meeting here."
      style={{ top: `${top * 100}%`, height: `${height * 100}%` }}
      className="absolute inset-x-0 scroll-my-10 rounded-box border-2 border-accent opacity-0 outline-none focus:opacity-100"
      {...{ onKeyDown, onFocus, onBlur }}
    />
  );
}
