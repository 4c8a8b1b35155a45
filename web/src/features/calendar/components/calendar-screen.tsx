import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useViewerZone } from '@/api/me';
import { summaryQuery } from '@/api/meetings';
import { describe } from '@/api/problem';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { SkeletonList } from '@/components/ui/skeleton';
import { PHONE, useMedia } from '@/lib/media';
import { useNow } from '@/lib/now';
import { useStored } from '@/lib/stored';
import { dayOf, isZone } from '@/lib/time';
import { type CalendarSearch, shapeOf, shownDays, stepDate, type View } from '../place';
import { calendarQuery } from '../queries';
import { useCalendarShortcuts } from '../use-calendar-shortcuts';
import { useFocusedMeeting } from '../use-focused-meeting';
import { Agenda } from './agenda';
import { GRID_HEIGHT, GridSkeleton } from './grid-skeleton';
import { Toolbar } from './toolbar';

const GridPage = lazy(() => import('./grid-page'));

export function CalendarScreen({ search }: { search: CalendarSearch }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const zone = useViewerZone();
  const phone = useMedia(PHONE);
  const today = dayOf(useNow(), zone);
  const view = search.view ?? (phone ? 'agenda' : 'week');
  const date = search.date ?? today;
  const shape = shapeOf(view, phone);
  const days = useMemo(() => shownDays(shape, date), [shape, date]);

  const [storedZone, setSecondZone] = useStored('calendar-second-zone');
  const [cancelled, setCancelled] = useStored('calendar-cancelled');
  const secondZone = storedZone !== null && isZone(storedZone) ? storedZone : null;
  const showCancelled = cancelled !== null;
  const [picking, setPicking] = useState(false);
  const focusedId = useFocusedMeeting();

  const { data, error, refetch, isPlaceholderData } = useQuery(calendarQuery(days));
  const { data: counts } = useQuery(summaryQuery);
  const meetings = data?.results;
  const isLoaded = meetings !== undefined && !isPlaceholderData;

  // What is beside it is asked for when it is there.
  useEffect(() => {
    if (!isLoaded) return;
    for (const count of [1, -1])
      void client.prefetchQuery(calendarQuery(shownDays(shape, stepDate(shape, date, count))));
  }, [client, isLoaded, shape, date]);

  const show = (nextView: View, nextDate: string) =>
    void navigate({ to: '/dashboard/calendar', search: { view: nextView, date: nextDate } });

  useCalendarShortcuts({
    view,
    shape,
    date,
    today,
    focused: meetings?.find(({ id }) => id === focusedId),
    onShow: show,
    onPick: () => setPicking(true),
    onEdit: (meetingId) =>
      void navigate({ to: '/dashboard/meetings/$meetingId/edit', params: { meetingId } }),
  });

  const shown = useMemo(
    () => (meetings ?? []).filter(({ status }) => showCancelled || status !== 'cancelled'),
    [meetings, showCancelled],
  );
  // It is long: rendered in slices, with the days that it is of.
  const agenda = useDeferredValue(
    useMemo(() => (isLoaded ? { meetings: shown, days } : null), [isLoaded, shown, days]),
  );

  return (
    <div data-wide>
      <Toolbar
        shape={shape}
        date={date}
        today={today}
        zone={zone}
        choices={{
          secondZone,
          setSecondZone,
          showCancelled,
          setShowCancelled: (on) => setCancelled(on ? '1' : null),
        }}
        onGo={(day) => show(view, day)}
        picking={picking}
        onPicking={setPicking}
      />
      {error && !meetings ? (
        <Alert tone="no">
          <p>{describe(error)}</p>
          <Button size="small" className="mt-2" onClick={() => void refetch()}>
            Try again
          </Button>
        </Alert>
      ) : shape === 'agenda' ? (
        agenda ? (
          <Agenda {...agenda} zone={zone} today={today} />
        ) : (
          <SkeletonList lines={6} />
        )
      ) : (
        <div aria-busy={!isLoaded} className={`flex flex-col ${GRID_HEIGHT}`}>
          {counts?.total === 0 && <FirstMeeting />}
          {meetings ? (
            <Suspense fallback={<GridSkeleton />}>
              <GridPage
                shape={shape}
                date={date}
                zone={zone}
                secondZone={secondZone}
                meetings={shown}
                focusedId={focusedId}
                onShow={show}
                onGo={(day) => show(view, day)}
              />
            </Suspense>
          ) : (
            <GridSkeleton />
          )}
        </div>
      )}
    </div>
  );
}

function FirstMeeting() {
  return (
    <Alert className="mb-3">
      You have no meetings yet. Drag over the hours you want, or tap them, type a title, press
      Enter: that is your first one.
    </Alert>
  );
}
