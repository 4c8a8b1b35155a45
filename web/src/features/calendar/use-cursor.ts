import { type KeyboardEvent, useRef, useState } from 'react';
import { useObservable } from '@/lib/observable';
import { addDays, toWall } from '@/lib/time';
import { stepClock } from '@/lib/typed-clock';
import { workingHours } from '@/lib/working-hours';
import { type Days, type Shape, stepDate } from './place';

export interface Cursor {
  day: string;
  time: string;
}

export const STEP_MINUTES = 30;
const LAST_STEP = '23:30';

/** Where the cell goes by that key; null if the key is not one that moves. */
export function moveCursor(cursor: Cursor, key: string, shape: Shape): Cursor | null {
  const { day, time } = cursor;
  switch (key) {
    case 'ArrowLeft':
      return { day: addDays(day, -1), time };
    case 'ArrowRight':
      return { day: addDays(day, 1), time };
    case 'ArrowUp':
      if (shape === 'month') return { day: addDays(day, -7), time };
      return { day, time: stepClock(time, -STEP_MINUTES) };
    case 'ArrowDown':
      if (shape === 'month') return { day: addDays(day, 7), time };
      return { day, time: time >= LAST_STEP ? LAST_STEP : stepClock(time, STEP_MINUTES) };
    case 'Home':
      return { day, time: '00:00' };
    case 'End':
      return { day, time: LAST_STEP };
    case 'PageUp':
      return { day: stepDate(shape, day, -1), time };
    case 'PageDown':
      return { day: stepDate(shape, day, 1), time };
    default:
      return null;
  }
}

/**
 * The cell that arrow keys move. It takes the page along; where its element is drawn anew it gets
 * the focus back.
 */
export function useCursor(
  shape: Shape,
  days: Days,
  zone: string,
  goTo: (day: string) => void,
  create: (cursor: Cursor) => void,
) {
  const { start } = useObservable(workingHours);
  const [kept, setKept] = useState<Cursor | null>(null);
  /** On days that are not shown yet. */
  const [target, setTarget] = useState<Cursor | null>(null);
  const hasFocus = useRef(false);
  const cursor =
    [target, kept].find((cell) => cell !== null && isIn(cell.day, days)) ??
    startCursor(days, zone, start);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return create(cursor);
    }
    const next = moveCursor(cursor, event.key, shape);
    if (next === null) return;
    event.preventDefault();
    if (isIn(next.day, days)) {
      setTarget(null);
      setKept(next);
    } else {
      setTarget(next);
      goTo(next.day);
    }
  }

  return {
    cursor,
    hasFocus,
    cellProps: {
      onKeyDown,
      onFocus: () => {
        hasFocus.current = true;
        setKept(cursor);
      },
      onBlur: () => {
        hasFocus.current = false;
      },
    },
  };
}

function isIn(day: string, { first, last }: Days): boolean {
  return day >= first && day <= last;
}

/** Today's last half hour, or the first working hour of the first day. */
function startCursor(days: Days, zone: string, start: string): Cursor {
  const now = toWall(new Date(), zone);
  if (!isIn(now.day, days)) return { day: days.first, time: start };
  const rounded = `${now.time.slice(0, 3)}${now.time.slice(3) < '30' ? '00' : '30'}`;
  return { day: now.day, time: rounded };
}
