import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';
import { meetingKeys } from './meetings';
import type { Conflicts } from './problem';

/** What the server looks up at once. */
const MOST_ADDRESSES = 200;

export interface ConflictCheck {
  start_time: string;
  end_time: string;
  emails: readonly string[];
  /** The meeting that is to be moved; it does not clash with itself. */
  excludeMeetingId?: string | undefined;
}

/** What the server says about the time of people. */
export interface Checked {
  /** The busy ones, by address. */
  conflicts: Conflicts;
  /** Those whose busy times the viewer may not see. */
  unknown: readonly string[];
}

export function conflictsQuery({ start_time, end_time, emails, excludeMeetingId }: ConflictCheck) {
  const people = [...new Set(emails)].sort();
  return queryOptions({
    queryKey: [
      ...meetingKeys.all,
      'conflicts',
      { start_time, end_time, people, excludeMeetingId },
    ] as const,
    queryFn: async ({ signal }): Promise<Checked> => {
      const parts = Array.from({ length: Math.ceil(people.length / MOST_ADDRESSES) }, (_, index) =>
        people.slice(index * MOST_ADDRESSES, (index + 1) * MOST_ADDRESSES),
      );
      const reports = await Promise.all(
        parts.map((participant_emails) =>
          unwrap(
            api.POST('/api/meetings/check-conflicts/', {
              body: {
                start_time,
                end_time,
                participant_emails,
                ...(excludeMeetingId && { exclude_meeting_id: excludeMeetingId }),
              },
              signal,
            }),
          ),
        ),
      );
      return {
        conflicts: Object.assign({}, ...reports.map(({ conflicts }) => conflicts)) as Conflicts,
        unknown: reports.flatMap(({ unknown }) => unknown),
      };
    },
    enabled: people.length > 0 && Date.parse(start_time) < Date.parse(end_time),
  });
}
