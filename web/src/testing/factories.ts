import type { Meeting, MeetingListItem, Participant } from '@/api/meetings';
import type { User } from '@/api/session';

/** Valid answers of the server; each test says only what it is about. */

export function aUser(more: Partial<User> = {}): User {
  return {
    id: '0193b0a2-7c1e-7a30-9f51-3c5a1c0d9b11',
    email: 'ada@example.com',
    username: 'ada',
    first_name: 'Ada',
    last_name: 'Lovelace',
    time_zone: 'Europe/Berlin',
    reminder_minutes: null,
    is_active: true,
    is_staff: false,
    date_joined: '2026-11-01T08:00:00Z',
    ...more,
  };
}

export function aListItem(more: Partial<MeetingListItem> = {}): MeetingListItem {
  return {
    id: '0193b0a2-0000-7000-8000-000000000001',
    title: 'Planning',
    location: 'Room 1',
    start_time: '2026-12-03T13:00:00Z',
    end_time: '2026-12-03T13:45:00Z',
    time_zone: 'Europe/Berlin',
    status: 'scheduled',
    participant_count: 2,
    answered_count: 1,
    created_by_email: 'grace@example.com',
    duration_minutes: 45,
    is_organiser: false,
    can_edit: more.is_organiser ?? false,
    my_status: 'pending',
    sequence: 0,
    ...more,
  };
}

export function aParticipant(more: Partial<Participant> = {}): Participant {
  return {
    id: 1,
    meeting: '0193b0a2-0000-7000-8000-000000000001',
    user: aUser().id,
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    status: 'pending',
    invited_at: '2026-11-20T08:00:00Z',
    responded_at: null,
    note: '',
    sequence: null,
    is_co_organiser: false,
    is_opted_out: false,
    ...more,
  };
}

export function aMeeting(more: Partial<Meeting> = {}): Meeting {
  const {
    participant_count: _count,
    answered_count: _answered,
    is_organiser: _organiser,
    my_status: _status,
    ...shared
  } = aListItem();
  return {
    ...shared,
    can_edit: more.created_by === aUser().id,
    description: '',
    conflict_policy: 'warn',
    hide_guest_list: false,
    created_by: '0193b0a2-0000-7000-8000-0000000000ff',
    participants: [aParticipant()],
    is_upcoming: true,
    are_mails_held: false,
    transfer: null,
    created_at: '2026-11-20T08:00:00Z',
    updated_at: '2026-11-20T08:00:00Z',
    sequence: 0,
    ...more,
  };
}

/** A page of a list, with nothing before or after it. */
export function aPage<T>(results: T[], count = results.length) {
  return { count, next: null, previous: null, results };
}
