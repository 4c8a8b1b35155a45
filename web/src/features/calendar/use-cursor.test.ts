import { describe, expect, it } from 'vitest';
import { moveCursor } from './use-cursor';

describe('the focus cell', () => {
  const cell = { day: '2026-11-30', time: '09:00' };
  it.each([
    ['ArrowRight', 'week', { day: '2026-12-01', time: '09:00' }],
    ['ArrowDown', 'week', { day: '2026-11-30', time: '09:30' }],
    ['ArrowUp', 'day', { day: '2026-11-30', time: '08:30' }],
    ['ArrowDown', 'month', { day: '2026-12-07', time: '09:00' }],
    ['PageDown', 'month', { day: '2026-12-30', time: '09:00' }],
    ['End', 'week', { day: '2026-11-30', time: '23:30' }],
  ] as const)('%s in the %s', (key, view, then) => {
    expect(moveCursor(cell, key, view)).toEqual(then);
  });

  it('stays in its day', () => {
    const last = { day: '2026-11-30', time: '23:30' };
    expect(moveCursor(last, 'ArrowDown', 'day')).toEqual(last);
    expect(moveCursor({ ...last, time: '00:00' }, 'ArrowUp', 'day')?.time).toBe('00:00');
  });

  it('leaves other keys alone', () => {
    expect(moveCursor(cell, 'Tab', 'week')).toBeNull();
  });
});
