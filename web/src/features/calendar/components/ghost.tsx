import { useLayoutEffect, useRef, useState } from 'react';
import { cx } from '@/lib/cx';

/**
 * What is dragged or selected, said above it, so that the titles under it can be read; where the
 * scroller ends, below it or to its left.
 */
export function Ghost({
  title,
  times,
  clashes,
}: {
  title: string;
  times: string;
  clashes: boolean;
}) {
  const label = useRef<HTMLSpanElement>(null);
  const [side, setSide] = useState({ below: false, left: false });
  useLayoutEffect(() => {
    const frame = label.current?.offsetParent?.getBoundingClientRect();
    const room = scrollerOf(label.current)?.getBoundingClientRect();
    if (!label.current || !frame || !room) return;
    const below = frame.top - label.current.offsetHeight < room.top;
    const left = frame.left + label.current.offsetWidth > room.right;
    if (below !== side.below || left !== side.left) setSide({ below, left });
  });
  return (
    <span
      ref={label}
      data-ghost
      data-clashes={clashes ? '' : undefined}
      className={cx(
        'pointer-events-none absolute z-10 w-max max-w-64 rounded-[0.25rem] border px-1 font-medium text-small leading-5 shadow-float',
        clashes
          ? 'border-wait bg-wait-soft text-wait'
          : 'border-accent bg-surface text-ink group-data-clash/grid:border-wait group-data-clash/grid:bg-wait-soft group-data-clash/grid:text-wait',
        side.below ? 'top-full mt-0.5' : 'bottom-full mb-0.5',
        side.left ? 'right-0 text-right' : 'left-0',
      )}
    >
      {title && <span className="block truncate">{title}</span>}
      {times}
    </span>
  );
}

function scrollerOf(element: Element | null): Element | null {
  for (let at = element?.parentElement; at; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return null;
}
