import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Meeting, type MeetingListItem, meetingKeys, meetingsQuery } from '@/api/meetings';
import { addressText } from '@/lib/address';

/** Newest first: who searches by name mostly means what is near. */
export function foundMeetingsQuery(text: string) {
  return queryOptions({
    ...meetingsQuery({ search: text, ordering: '-start_time', page_size: 6 }),
    enabled: text !== '',
  });
}

export interface Person {
  email: string;
  name: string;
}

/** People of the meetings that were read in this tab; the server has no list of them. */
export function usePeople(text: string): Person[] {
  const client = useQueryClient();
  if (text === '') return [];
  const people = new Map<string, Person>();
  for (const [, page] of client.getQueriesData<{ results?: MeetingListItem[] }>({
    queryKey: meetingKeys.lists,
  }))
    for (const { created_by_email: email } of page?.results ?? [])
      people.set(email, { email, name: '' });
  for (const [, detail] of client.getQueriesData<{ meeting: Meeting }>({
    queryKey: [...meetingKeys.all, 'detail'],
  }))
    for (const { email, name } of detail?.meeting.participants ?? [])
      people.set(email, { email, name });
  const wanted = text.toLowerCase();
  return [...people.values()].filter(({ email, name }) =>
    `${email} ${addressText(email)} ${name}`.toLowerCase().includes(wanted),
  );
}
