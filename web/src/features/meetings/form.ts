import type { Meeting } from '@/api/meetings';
import type { FieldErrors } from '@/api/problem';
import type { components } from '@/api/schema.gen';
import { faultyText, type Invitee, parsePeople } from '@/lib/people';
import { readPrefill } from '@/lib/prefill';
import {
  addMinutes,
  clockFault,
  minutesBetween,
  toInstant,
  toRfc3339,
  toWall,
  type WallTime,
} from '@/lib/time';
import type { NewMeetingSearch } from './new-search';

/*
 * What the form holds, and the rules about it. Times are wall times of the chosen zone, since that
 * is what one types; they become instants when the server is asked.
 */

export type ConflictPolicy = components['schemas']['ConflictPolicy'];

export interface MeetingValues {
  title: string;
  description: string;
  location: string;
  zone: string;
  start: WallTime;
  end: WallTime;
  /** Null: as is usual on this server. */
  policy: ConflictPolicy | null;
  hidesGuests: boolean;
  people: Invitee[];
  /** What stands in the field of the participants and is no chip yet. */
  typedPeople: string;
}

const DEFAULT_MINUTES = 30;

/** Half an hour from the next half hour on, unless one came with other times. */
export function newValues(search: NewMeetingSearch, viewer: string, now: Date): MeetingValues {
  const zone = search.zone ?? viewer;
  const start = search.start ? toWall(search.start, zone) : nextHalfHour(now, zone);
  const given = search.start && search.end ? minutesBetween(search.start, search.end) : 0;
  const end = toWall(addMinutes(toInstant(start, zone), given > 0 ? given : DEFAULT_MINUTES), zone);
  const { people, faulty } = parsePeople(search.people ?? '');
  return {
    title: search.title ?? '',
    description: '',
    location: '',
    zone,
    start,
    end,
    policy: null,
    hidesGuests: false,
    people,
    typedPeople: faulty.join(', '),
    ...(search.prefill !== undefined && readPrefill(search.prefill)),
  };
}

function nextHalfHour(now: Date, zone: string): WallTime {
  const minute = Number(toWall(now, zone).time.slice(3));
  return toWall(addMinutes(now, 30 - (minute % 30)), zone);
}

export function valuesOf(meeting: Meeting): MeetingValues {
  const { title, description, location, time_zone: zone, conflict_policy: policy } = meeting;
  return {
    title,
    description,
    location,
    zone,
    start: toWall(meeting.start_time, zone),
    end: toWall(meeting.end_time, zone),
    policy,
    hidesGuests: meeting.hide_guest_list,
    people: meeting.participants.map(({ email, name }) => ({ email, name })),
    typedPeople: '',
  };
}

/**
 * As instants; null while a field is empty. An end that the clocks show twice is the second where
 * the first would be before the start.
 */
export function rangeOf({ start, end, zone }: Pick<MeetingValues, 'start' | 'end' | 'zone'>): {
  start_time: string;
  end_time: string;
} | null {
  if (!isWhole(start) || !isWhole(end)) return null;
  const from = toInstant(start, zone);
  const first = toInstant(end, zone);
  const fault = first <= from ? clockFault(end, zone) : null;
  const to = fault?.kind === 'repeated' ? fault.second : first;
  return { start_time: toRfc3339(from), end_time: toRfc3339(to) };
}

function isWhole({ day, time }: WallTime): boolean {
  return day !== '' && time !== '';
}

/** The start moves and the meeting stays as long as it is, across a clock change too. */
export function moveStart(values: MeetingValues, start: WallTime): MeetingValues {
  const range = rangeOf(values);
  const minutes = range ? minutesBetween(range.start_time, range.end_time) : 0;
  if (!isWhole(start) || minutes <= 0) return { ...values, start };
  const end = toWall(addMinutes(toInstant(start, values.zone), minutes), values.zone);
  return { ...values, start, end };
}

/** What can be said without the server; what it says stands beside the fields as well. */
export function faultsOf(values: MeetingValues): FieldErrors {
  const faults: FieldErrors = {};
  if (values.title.trim() === '') faults.title = ['What is the meeting called?'];
  if (!isWhole(values.start)) faults.start_time = ['When does it start?'];
  if (!isWhole(values.end)) faults.end_time = ['When does it end?'];
  const range = rangeOf(values);
  if (range && minutesBetween(range.start_time, range.end_time) <= 0)
    faults.end_time = ['It ends before it starts.'];
  const { faulty } = parsePeople(values.typedPeople, values.people);
  if (faulty.length > 0) faults.participants = [faultyText(faulty)];
  return faults;
}

/** The values with what was typed and not entered yet among the people. */
export function withTypedPeople(values: MeetingValues): MeetingValues {
  const { people, faulty } = parsePeople(values.typedPeople, values.people);
  return { ...values, people: [...values.people, ...people], typedPeople: faulty.join(', ') };
}

export type NewMeeting = components['schemas']['NewMeeting'];
export type MeetingChange = components['schemas']['MeetingChange'];

export function toNewMeeting(values: MeetingValues): NewMeeting {
  return {
    title: values.title.trim(),
    description: values.description.trim(),
    location: values.location.trim(),
    ...(rangeOf(values) ?? { start_time: '', end_time: '' }),
    time_zone: values.zone,
    ...(values.policy && { conflict_policy: values.policy }),
    ...(values.hidesGuests && { hide_guest_list: true }),
    participants: values.people,
  };
}

/**
 * Only what differs from the meeting, so that nothing else is overwritten. A time that the clocks
 * show as before counts as untouched: wall time cannot say which of two repeated hours it is.
 */
export function toChange(values: MeetingValues, base: Meeting): MeetingChange {
  const change: MeetingChange = {};
  for (const key of ['title', 'description', 'location'] as const)
    if (values[key].trim() !== base[key]) change[key] = values[key].trim();
  const range = rangeOf(values);
  if (range && !isSameWall(values.start, base.start_time, values.zone))
    change.start_time = range.start_time;
  if (range && !isSameWall(values.end, base.end_time, values.zone))
    change.end_time = range.end_time;
  if (values.zone !== base.time_zone) change.time_zone = values.zone;
  if (values.policy && values.policy !== base.conflict_policy)
    change.conflict_policy = values.policy;
  if (values.hidesGuests !== base.hide_guest_list) change.hide_guest_list = values.hidesGuests;
  return change;
}

function isSameWall({ day, time }: WallTime, at: string, zone: string): boolean {
  const wall = toWall(at, zone);
  return wall.day === day && wall.time === time;
}
