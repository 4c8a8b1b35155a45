import type { RefObject } from 'react';
import { useShortcut } from '@/lib/shortcuts';

/** `j` and `k` move the focus between the links of rows (`data-row`), where Enter opens. */
export function useRowFocus(list: RefObject<HTMLElement | null>, one: string, group: string) {
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const focused = (): HTMLElement | null =>
    document.activeElement?.closest('li, tr')?.querySelector<HTMLElement>('[data-row]') ?? null;
  const move = (step: number) => {
    const all = rows();
    const row = focused();
    const at = row === null ? -1 : all.indexOf(row);
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1);
    all[next]?.focus();
    all[next]?.closest('li, tr')?.scrollIntoView({ block: 'nearest' });
  };
  useShortcut('j', `Next ${one}`, () => move(1), { group });
  useShortcut('k', `Previous ${one}`, () => move(-1), { group });
  /** The `data-row` of the row that has the focus. */
  return () => focused()?.getAttribute('data-row') ?? null;
}
