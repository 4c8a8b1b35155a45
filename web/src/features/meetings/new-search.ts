import { isZone } from '@/lib/time';

/** What a page that leads to the form for a new meeting knows already. */
export interface NewMeetingSearch {
  /** Instants (RFC 3339), as the calendar's selection gives them. */
  start?: string | undefined;
  end?: string | undefined;
  zone?: string | undefined;
  title?: string | undefined;
  /** As `parsePeople` reads them. */
  people?: string | undefined;
  /** The name of what `keepPrefill` kept. */
  prefill?: string | undefined;
}

/** Takes what it understands of an address that anybody may have typed; what is left out would stay. */
export function newMeetingSearch(raw: Record<string, unknown>): NewMeetingSearch {
  // A title such as "2027" comes as a number.
  const isTitled = typeof raw.title === 'string' || typeof raw.title === 'number';
  return {
    start: isInstant(raw.start) ? raw.start : undefined,
    end: isInstant(raw.end) ? raw.end : undefined,
    zone: typeof raw.zone === 'string' && isZone(raw.zone) ? raw.zone : undefined,
    title: isTitled ? String(raw.title).slice(0, 255) : undefined,
    people: typeof raw.people === 'string' ? raw.people : undefined,
    prefill: raw.prefill === undefined ? undefined : String(raw.prefill),
  };
}

function isInstant(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /T.*(Z|[+-]\d{2}:\d{2})$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
