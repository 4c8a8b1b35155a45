import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useUser } from '@/api/me';
import { meetingQuery } from '@/api/meetings';
import { describe } from '@/api/problem';
import { useToast } from '@/components/ui/toast';
import { keepPrefill } from '@/lib/prefill';
import { toOffsetRfc3339 } from '@/lib/time';
import { duplicateOf, nextTimes } from './duplicate';

/** Opens the form for a new meeting with what another one has, but for its replies. */
export function useDuplicate(): (id: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const me = useUser();
  return async (id) => {
    try {
      const { meeting } = await client.fetchQuery(meetingQuery(id));
      const { start, end } = nextTimes(meeting, new Date());
      await navigate({
        to: '/dashboard/meetings/new',
        search: {
          start: toOffsetRfc3339(start, meeting.time_zone),
          end: toOffsetRfc3339(end, meeting.time_zone),
          zone: meeting.time_zone,
          prefill: keepPrefill(duplicateOf(meeting, me.email)),
        },
      });
    } catch (error) {
      toast({ text: describe(error), tone: 'no' });
    }
  };
}
