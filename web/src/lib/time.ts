// Its plain `utc` makes two formatters when it is loaded, which is half of what evaluating the app takes.
import { UTCDateMini } from '@date-fns/utc/date/mini';
import { addDays as addDaysTo, addMonths as addMonthsTo } from 'date-fns';

/*
 * The only file that formats times or knows zones. An *instant* is RFC 3339 in UTC, as the server
 * writes it (or a Date); a *day* is `2026-03-29`; *wall time* is a day and `14:00` on the clocks of
 * some IANA zone.
 */

export type Instant = string | Date;
export interface WallTime {
  day: string;
  time: string;
}

const LOCALE = 'en-GB';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

// --- Zones ---

export function browserZone(): string {
  return currentName(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');
}

/** The zone a person reads times in: their own, else their browser's. */
export function viewerZone(user: { time_zone: string } | null | undefined): string {
  return user && isZone(user.time_zone) ? user.time_zone : browserZone();
}

export function isZone(name: string): boolean {
  if (name === '') return false;
  try {
    formatter({ timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** All IANA zones that this browser knows, UTC first. */
export function zones(): string[] {
  const known = Intl.supportedValuesOf('timeZone').map(currentName);
  return ['UTC', ...known.filter((zone) => zone !== 'UTC').sort()];
}

/** Browsers list some zones by the names that ICU keeps from before IANA renamed them. */
const RENAMED: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

function currentName(zone: string): string {
  const current = RENAMED[zone];
  return current !== undefined && isZone(current) ? current : zone;
}

/** `America/New_York` is "New York": people know cities, not offsets. */
export function zoneCity(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** Minutes east of UTC at that instant. */
export function offsetMinutes(at: Instant, zone: string): number {
  return Math.round((wallMs(toMs(at), zone) - toMs(at)) / MINUTE_MS);
}

/** "UTC+5:30", for the second line of a list of zones. */
export function offsetText(at: Instant, zone: string): string {
  const offset = offsetMinutes(at, zone);
  if (offset === 0) return 'UTC';
  const hours = Math.floor(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  return `UTC${offset < 0 ? '−' : '+'}${hours}${minutes ? `:${pad(minutes)}` : ''}`;
}

/** When the clocks of the zone change next, or null if they do not within so many days. */
export function nextClockChange(from: Instant, zone: string, withinDays = 28): Date | null {
  const start = toMs(from);
  const before = offsetMinutes(from, zone);
  for (let day = 1; day <= withinDays; day += 1) {
    let high = start + day * DAY_MS;
    if (offsetMinutes(new Date(high), zone) === before) continue;
    let low = high - DAY_MS;
    while (high - low > MINUTE_MS) {
      const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
      if (middle <= low) break;
      if (offsetMinutes(new Date(middle), zone) === before) low = middle;
      else high = middle;
    }
    return new Date(Math.floor(high / MINUTE_MS) * MINUTE_MS);
  }
  return null;
}

// --- Wall time and instants ---

/** What the clocks of the zone show. */
export function toWall(at: Instant, zone: string): WallTime {
  const iso = new Date(wallMs(toMs(at), zone)).toISOString();
  return { day: iso.slice(0, 10), time: iso.slice(11, 16) };
}

/**
 * The instant of a wall time, as RFC 5545 section 3.3.5 says: what the clocks show twice is the
 * first; what they skip is read with the offset before the gap.
 */
export function toInstant({ day, time }: WallTime, zone: string): Date {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const before = wall - offsetMinutes(new Date(wall - DAY_MS), zone) * MINUTE_MS;
  if (wallMs(before, zone) === wall) return new Date(before);
  const after = wall - offsetMinutes(new Date(wall + DAY_MS), zone) * MINUTE_MS;
  return new Date(wallMs(after, zone) === wall ? after : before);
}

/**
 * What a clock change does to a wall time: `toInstant` reads a skipped one as `becomes`; of a
 * repeated one it takes the first. Null for nearly all times.
 */
export function clockFault(
  wall: WallTime,
  zone: string,
): { kind: 'skipped'; becomes: WallTime } | { kind: 'repeated'; second: Date } | null {
  const at = toInstant(wall, zone);
  const shown = toWall(at, zone);
  if (shown.day !== wall.day || shown.time !== wall.time)
    return { kind: 'skipped', becomes: shown };
  const back = offsetMinutes(at, zone) - offsetMinutes(new Date(at.getTime() + DAY_MS), zone);
  if (back <= 0) return null;
  const second = addMinutes(at, back);
  const again = toWall(second, zone);
  return again.day === wall.day && again.time === wall.time ? { kind: 'repeated', second } : null;
}

/** As the server takes it: `2026-12-03T09:00:00Z`. */
export function toRfc3339(at: Instant): string {
  return new Date(toMs(at)).toISOString().replace(/\.000Z$/, 'Z');
}

/** The same instant with the zone's offset: `2026-12-03T10:00:00+01:00`. */
export function toOffsetRfc3339(at: Instant, zone: string): string {
  const offset = offsetMinutes(at, zone);
  const { day, time } = toWall(at, zone);
  const hours = pad(Math.floor(Math.abs(offset) / 60));
  return `${day}T${time}:00${offset < 0 ? '-' : '+'}${hours}:${pad(Math.abs(offset) % 60)}`;
}

// --- Days ---

export function dayOf(at: Instant, zone: string): string {
  return toWall(at, zone).day;
}

/** The first instant of the day in the zone; midnight is skipped in some. */
export function startOfDay(day: string, zone: string): Date {
  return toInstant({ day, time: '00:00' }, zone);
}

/** The first instant that is no longer in the day. */
export function endOfDay(day: string, zone: string): Date {
  return startOfDay(addDays(day, 1), zone);
}

export function addDays(day: string, count: number): string {
  return addDaysTo(new UTCDateMini(day), count).toISOString().slice(0, 10);
}

/** The same day of another month, or that month's last. */
export function addMonths(day: string, count: number): string {
  return addMonthsTo(new UTCDateMini(day), count).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** A day, or an instant in UTC, kept between two: their texts sort as the times do. */
export function clampText(text: string, low: string, high: string): string {
  return [text, low, high].toSorted()[1] ?? text;
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

export function startOfWeek(day: string): string {
  return addDays(day, 1 - weekdayOf(day));
}

// --- Durations ---

export function minutesBetween(start: Instant, end: Instant): number {
  return Math.round((toMs(end) - toMs(start)) / MINUTE_MS);
}

export function addMinutes(at: Instant, minutes: number): Date {
  return new Date(toMs(at) + minutes * MINUTE_MS);
}

/** "45 min", "1 h 30 min", "2 days 3 h". */
export function formatDuration(minutes: number): string {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const parts = [
    days > 0 && (days === 1 ? '1 day' : `${days} days`),
    hours > 0 && `${hours} h`,
    rest > 0 && `${rest} min`,
  ].filter(Boolean);
  return parts.join(' ') || '0 min';
}

/** Half-open: edges that touch do not overlap. */
export function overlaps(
  a: { start_time: string; end_time: string },
  b: { start_time: string; end_time: string },
): boolean {
  return toMs(a.start_time) < toMs(b.end_time) && toMs(b.start_time) < toMs(a.end_time);
}

// --- Texts ---

/** "14:00", where the zone is said elsewhere. */
export function formatClock(at: Instant, zone: string): string {
  return toWall(at, zone).time;
}

/** "Tue 3 Nov", with the year unless it is this one. */
export function formatDay(day: string, today?: string): string {
  const sameYear = today === undefined || today.slice(0, 4) === day.slice(0, 4);
  const text = formatter({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
  return text.replace(',', '');
}

/** "Tuesday 3 November 2026", for headings and screen readers. */
export function formatLongDay(day: string): string {
  return formatter({ dateStyle: 'full', timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(',', '');
}

/** "November 2026". */
export function formatMonth(day: string): string {
  return formatter({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(day));
}

/** "23–29 Nov 2026", both ends included. */
export function formatDays(first: string, last: string): string {
  return formatter({
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).formatRange(Date.parse(first), Date.parse(last));
}

/** "14:00 Berlin · 08:00 for you"; one clock when both show the same. */
export function formatTime(at: Instant, zone: string, viewer: string): string {
  const there = toWall(at, zone);
  const here = toWall(at, viewer);
  if (there.day === here.day && there.time === here.time) return `${here.time} ${zoneCity(viewer)}`;
  const day = there.day === here.day ? '' : `${formatDay(here.day)} `;
  return `${there.time} ${zoneCity(zone)} · ${day}${here.time} for you`;
}

/** "14:00–14:45", or with days where it ends on another. */
export function formatClockRange(start: Instant, end: Instant, zone: string): string {
  const from = toWall(start, zone);
  const to = toWall(end, zone);
  return from.day === to.day
    ? `${from.time}–${to.time}`
    : `${from.time} – ${formatDay(to.day, from.day)} ${to.time}`;
}

/** "Tue 3 Nov, 14:00–14:45 Berlin · 08:00–08:45 for you". */
export function formatRange(
  { start_time: start, end_time: end }: { start_time: string; end_time: string },
  zone: string,
  viewer: string,
  now: Instant = new Date(),
): string {
  const today = dayOf(now, viewer);
  const there = formatClockRange(start, end, zone);
  const here = formatClockRange(start, end, viewer);
  const thereDay = dayOf(start, zone);
  const hereDay = dayOf(start, viewer);
  const first = `${formatDay(thereDay, today)}, ${there}`;
  if (there === here && thereDay === hereDay) return `${first} ${zoneCity(viewer)}`;
  const day = thereDay === hereDay ? '' : `${formatDay(hereDay, today)} `;
  return `${first} ${zoneCity(zone)} · ${day}${here} for you`;
}

/** "in 2 hours", "tomorrow", "3 days ago"; days are those of the zone's calendar. */
export function formatRelative(at: Instant, zone: string, now: Instant = new Date()): string {
  const words = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
  // Never "next month" or "next year", which would name one of the calendar.
  const numbers = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'always' });
  const minutes = Math.round((toMs(at) - toMs(now)) / MINUTE_MS);
  if (minutes === 0) return 'now';
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  const days = daysBetween(dayOf(now, zone), dayOf(at, zone));
  if (Math.abs(minutes) < 12 * 60 || days === 0)
    return words.format(Math.round(minutes / 60), 'hour');
  if (Math.abs(days) < 30) return words.format(days, 'day');
  if (Math.abs(days) < 90) return numbers.format(Math.round(days / 7), 'week');
  if (Math.abs(days) < 365) return numbers.format(Math.round(days / 30.44), 'month');
  return numbers.format(Math.round(days / 365.25), 'year');
}

/** "in 2 hours, 14:00 Berlin · 08:00 for you"; with the day when it is not today. */
export function formatWhen(
  at: Instant,
  zone: string,
  viewer: string,
  now: Instant = new Date(),
): string {
  const day = dayOf(at, zone);
  const today = dayOf(now, viewer);
  const date = day === today ? '' : `${formatDay(day, today)} `;
  return `${formatRelative(at, viewer, now)}, ${date}${formatTime(at, zone, viewer)}`;
}

/** The same of something that has happened: never "in 1 minute", since `now` may be a minute old. */
export function formatPast(at: Instant, zone: string, now: Instant = new Date()): string {
  return formatWhen(at, zone, zone, toMs(at) > toMs(now) ? at : now);
}

/** Whether most people sleep there: 22:00 to 7:00. */
export function isNight(at: Instant, zone: string): boolean {
  const hour = Number(toWall(at, zone).time.slice(0, 2));
  return hour < 7 || hour >= 22;
}

// --- Below ---

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one costs some hundred times as much as using it. */
function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let made = formatters.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(LOCALE, options);
    formatters.set(key, made);
  }
  return made;
}

function toMs(at: Instant): number {
  return typeof at === 'string' ? Date.parse(at) : at.getTime();
}

/** The zone's clocks at that instant, read as if they were UTC. */
function wallMs(ms: number, zone: string): number {
  const parts: Record<string, number> = {};
  const text = formatter({
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms);
  for (const { type, value } of text) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const thousandths = ((ms % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second, thousandths);
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
