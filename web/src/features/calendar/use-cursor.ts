import { type KeyboardEvent, useState } from 'react';
import { addDays, stepClock, toWall } from '@/lib/time';
import { type Days, stepDate, type View } from './place';

export interface Cursor {
  day: string;
  time: string;
}

const STEP_MINUTES = 30;
const LAST_STEP = '23:30';

/** Where the cell goes by that key; null if the key is not one that moves. */
export function moveCursor(cursor: Cursor, key: string, view: View): Cursor | null {
  const { day, time } = cursor;
  switch (key) {
    case 'ArrowLeft':
      return { day: addDays(day, -1), time };
    case 'ArrowRight':
      return { day: addDays(day, 1), time };
    case 'ArrowUp':
      if (view === 'month') return { day: addDays(day, -7), time };
      return { day, time: stepClock(time, -STEP_MINUTES) };
    case 'ArrowDown':
      if (view === 'month') return { day: addDays(day, 7), time };
      return { day, time: time >= LAST_STEP ? LAST_STEP : stepClock(time, STEP_MINUTES) };
    case 'Home':
      return { day, time: '00:00' };
    case 'End':
      return { day, time: LAST_STEP };
    case 'PageUp':
      return { day: stepDate(view, day, -1), time };
    case 'PageDown':
      return { day: stepDate(view, day, 1), time };
    default:
      return null;
  }
}

/** The cell that arrow keys move while the grid has the focus. It takes the page along. */
export function useCursor(
  view: View,
  days: Days,
  zone: string,
  goTo: (day: string) => void,
  create: (cursor: Cursor) => void,
) {
  const [kept, setKept] = useState<Cursor | null>(null);
  const [active, setActive] = useState(false);
  const cursor = kept !== null && isIn(kept.day, days) ? kept : startCursor(days, zone);

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      return create(cursor);
    }
    const next = moveCursor(cursor, event.key, view);
    if (next === null) return;
    event.preventDefault();
    setKept(next);
    if (!isIn(next.day, days)) goTo(next.day);
  }

  return {
    cursor: active ? cursor : null,
    gridProps: {
      tabIndex: 0,
      onKeyDown,
      onFocus: (event: { target: unknown; currentTarget: unknown }) =>
        setActive(event.target === event.currentTarget),
      onBlur: () => setActive(false),
    },
  };
}

function isIn(day: string, { first, last }: Days): boolean {
  return day >= first && day <= last;
}

/** Today's next half hour, or nine o'clock of the first day. */
function startCursor(days: Days, zone: string): Cursor {
  const now = toWall(new Date(), zone);
  if (!isIn(now.day, days)) return { day: days.first, time: '09:00' };
  const rounded = `${now.time.slice(0, 3)}${now.time.slice(3) < '30' ? '00' : '30'}`;
  return { day: now.day, time: rounded };
}
