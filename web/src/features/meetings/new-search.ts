import { isZone } from '@/lib/time';

/** What a page that leads to the form for a new meeting knows already. */
export interface NewMeetingSearch {
  /** Instants (RFC 3339), as the calendar's selection gives them. */
  start?: string;
  end?: string;
  zone?: string;
  title?: string;
  /** Addresses, with commas between. */
  people?: string;
}

/** Takes what it understands of an address that anybody may have typed. */
export function newMeetingSearch(raw: Record<string, unknown>): NewMeetingSearch {
  const search: NewMeetingSearch = {};
  if (isInstant(raw.start)) search.start = raw.start;
  if (isInstant(raw.end)) search.end = raw.end;
  if (typeof raw.zone === 'string' && isZone(raw.zone)) search.zone = raw.zone;
  // A title such as "2027" comes as a number.
  if (typeof raw.title === 'string' || typeof raw.title === 'number')
    search.title = String(raw.title).slice(0, 255);
  if (typeof raw.people === 'string') search.people = raw.people;
  return search;
}

function isInstant(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /T.*(Z|[+-]\d{2}:\d{2})$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
