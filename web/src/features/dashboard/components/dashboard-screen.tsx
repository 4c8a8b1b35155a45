import { useQuery } from '@tanstack/react-query';
import { useUser, useViewerZone } from '@/api/me';
import { PageHeader } from '@/components/ui/page-header';
import { useNow } from '@/lib/now';
import { dayOf, formatLongDay, zoneCity } from '@/lib/time';
import { invitationsQuery, nextMeetingsQuery, weekQuery } from '../queries';
import { Clashes } from './clashes';
import { Counts } from './counts';
import { Invitations } from './invitations';
import { NextMeetings } from './next-meetings';

/** In two seconds: what is next, what waits for me, what clashes. */
export function DashboardScreen() {
  const { first_name } = useUser();
  const zone = useViewerZone();
  const now = useNow();
  const today = dayOf(now, zone);
  const next = useQuery(nextMeetingsQuery(today));
  const invitations = useQuery(invitationsQuery(today));
  const week = useQuery(weekQuery(today));

  return (
    <>
      <PageHeader
        title={first_name ? `Hello, ${first_name}` : 'Dashboard'}
        description={`${formatLongDay(today)}, ${zoneCity(zone)} time`}
      />
      <div className="flex flex-col gap-8">
        <Counts />
        <div className="grid grid-cols-1 items-start gap-8 xl:grid-cols-2">
          <Invitations query={invitations} zone={zone} now={now} />
          <NextMeetings query={next} zone={zone} now={now} />
        </div>
        <Clashes query={week} zone={zone} now={now} />
      </div>
    </>
  );
}
