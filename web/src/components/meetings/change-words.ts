import { addressText } from '@/lib/address';
import { dayOf, formatDay, formatTime, isZone, zoneCity } from '@/lib/time';

/** One or more addresses. */
const ADDRESSES = new Set(['email', 'organiser', 'participants']);

const FIELDS: Record<string, string> = {
  start_time: 'Starts',
  end_time: 'Ends',
  status: 'Status',
  conflict_policy: 'Clashes',
  hide_guest_list: 'Guest list',
  email: 'E-mail',
  is_co_organiser: 'Co-organiser',
  is_active: 'Active',
  is_staff: 'Staff',
  is_superuser: 'Superuser',
};

/** What the values of a field of the API are called, where they are words of the API. */
const VALUES: Record<string, Record<string, string>> = {
  status: {
    pending: 'No answer yet',
    accepted: 'Yes',
    tentative: 'Maybe',
    declined: 'No',
    scheduled: 'Takes place',
    cancelled: 'Cancelled',
  },
  conflict_policy: { warn: 'pointed out', forbid: 'forbidden' },
  hide_guest_list: { true: 'hidden', false: 'shown' },
};

const YES_OR_NO: Record<string, string> = { true: 'yes', false: 'no' };

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** "Time zone" */
export function fieldText(field: string): string {
  const words = field.replaceAll('_', ' ');
  return FIELDS[field] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** "Thu 3 Dec, 09:00 Berlin" for a time, and each word of the API as this app says it. */
export function valueText(field: string, value: string, viewer: string, now: Date): string {
  if (value === '') return 'empty';
  if (INSTANT.test(value))
    return `${formatDay(dayOf(value, viewer), dayOf(now, viewer))}, ${formatTime(value, viewer, viewer)}`;
  if (field === 'time_zone' && isZone(value)) return zoneCity(value);
  const word = VALUES[field]?.[value] ?? (field.startsWith('is_') ? YES_OR_NO[value] : null);
  return word ?? (ADDRESSES.has(field) ? value.split(', ').map(addressText).join(', ') : value);
}
