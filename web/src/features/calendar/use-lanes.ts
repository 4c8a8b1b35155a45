import type { CalendarRef } from '@fullcalendar/react';
import { type RefObject, useEffect } from 'react';
import type { Lane } from './drag';
import { gridSpan } from './wall';

/** The busy stretches of the people of what is dragged, drawn behind the meetings. */
export function useLanes(calendar: RefObject<CalendarRef | null>, lanes: Lane[], zone: string) {
  useEffect(() => {
    if (lanes.length === 0) return;
    const events = lanes.map(({ index, title, ...span }) => ({
      ...gridSpan(span, zone),
      display: 'background',
      extendedProps: { lane: index },
    }));
    const source = calendar.current?.getApi().addEventSource({ events });
    return () => source?.remove();
  }, [calendar, lanes, zone]);
}
