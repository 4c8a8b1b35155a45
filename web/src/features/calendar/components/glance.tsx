import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { MeetingListItem } from '@/api/meetings';
import { dayOf, formatClockRange, formatDay, zoneCity } from '@/lib/time';

const HOVER_MS = 350;
/** From there on the times are drawn too. */
const ROOMY_PX = 120;

/**
 * The whole of a meeting that is drawn too small for it, while the pointer rests on it or a key
 * brought the focus to it. Screen readers have heard all of it already.
 */
export function Glance({
  frame,
  meetings,
  zone,
}: {
  frame: RefObject<HTMLElement | null>;
  meetings: MeetingListItem[];
  zone: string;
}) {
  const [drawn, setDrawn] = useState<HTMLElement | null>(null);
  const card = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const area = frame.current;
    if (area === null) return;
    let waiting: ReturnType<typeof setTimeout>;
    const show = (found: HTMLElement | null, delay: number) => {
      clearTimeout(waiting);
      if (found === null || !isCut(found)) setDrawn(null);
      else waiting = setTimeout(() => setDrawn(found), delay);
    };
    const onPointer = ({ target, pointerType }: PointerEvent) => {
      if (pointerType !== 'mouse' || !(target instanceof Element)) return;
      if (!card.current?.contains(target)) show(drawnAround(target), HOVER_MS);
    };
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && target.matches(':focus-visible'))
        show(drawnAround(target), 0);
    };
    const hide = () => show(null, 0);
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && hide();
    area.addEventListener('pointerover', onPointer);
    area.addEventListener('focusin', onFocus);
    document.addEventListener('keydown', onKey);
    for (const end of ['pointerleave', 'pointerdown', 'focusout']) area.addEventListener(end, hide);
    area.addEventListener('scroll', hide, true);
    return () => {
      clearTimeout(waiting);
      area.removeEventListener('pointerover', onPointer);
      area.removeEventListener('focusin', onFocus);
      document.removeEventListener('keydown', onKey);
      for (const end of ['pointerleave', 'pointerdown', 'focusout'])
        area.removeEventListener(end, hide);
      area.removeEventListener('scroll', hide, true);
    };
  }, [frame]);

  useLayoutEffect(() => {
    if (drawn === null || card.current === null) return;
    const { style, offsetWidth, offsetHeight } = card.current;
    const { left, right, top } = drawn.getBoundingClientRect();
    const fits = right + offsetWidth <= window.innerWidth;
    style.left = `${fits ? right : Math.max(left - offsetWidth, 0)}px`;
    style.top = `${Math.min(top, window.innerHeight - offsetHeight)}px`;
  }, [drawn]);

  const id = drawn?.querySelector<HTMLElement>('[data-meeting]')?.dataset.meeting;
  const meeting = meetings.find((one) => one.id === id);
  if (meeting === undefined) return null;
  const { title, start_time, end_time, location } = meeting;
  return (
    <div
      ref={card}
      aria-hidden="true"
      data-glance
      className="appear fixed z-40 max-w-64 rounded-box border bg-surface px-3 py-2 text-small shadow-float"
    >
      <p className="font-medium break-words">{title}</p>
      <p>
        {formatDay(dayOf(start_time, zone))} {formatClockRange(start_time, end_time, zone)}{' '}
        {zoneCity(zone)}
      </p>
      {location && <p className="break-words text-muted">{location}</p>}
    </div>
  );
}

function drawnAround(element: Element): HTMLElement | null {
  const button = element.closest<HTMLElement>('[role="button"]');
  return button?.querySelector('[data-meeting]') ? button : null;
}

/** Whether some of it is cut or left out. */
function isCut(button: HTMLElement): boolean {
  if (button.offsetWidth < ROOMY_PX) return true;
  const parts = button.querySelectorAll<HTMLElement>('[data-content], [data-content] span');
  return [...parts].some(
    ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
      clientWidth > 0 && (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1),
  );
}
