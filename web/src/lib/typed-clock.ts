/* Times of day as people type them. */

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

/**
 * What people type for a time of day: "9", "930", "9:30", "2 p.m.", "14h30", "noon"; null if it is
 * none, or could be another one.
 */
export function parseClock(typed: string): string | null {
  const text = clockText(typed);
  if (/^(12 ?)?(noon|midday)$/.test(text)) return '12:00';
  const match = CLOCK.exec(text);
  if (match === null) return null;
  const [, hours = '', apart, together, half] = match;
  const minutes = apart ?? together ?? '00';
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  return hour > 23 || Number(minutes) > 59 ? null : `${pad(hour)}:${minutes}`;
}

const CLOCK =
  /^(\d{1,2})(?: ?[:.h] ?(\d{2})(?::00)?|(\d{2}))?(?: ?(?:([ap])(?: ?\.? ?m\.?)?|h|hrs?|uhr|o'clock))?$/;

/** In lower case, with the plain form of full-width digits, colons and blanks (NFKC). */
function clockText(typed: string): string {
  return typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2236\ua789\ufe55]/g, ':')
    .replace(/’/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** What to say of a typed time of day that `parseClock` does not know. */
export function clockFaultText(typed: string): string {
  const text = clockText(typed);
  if (text === '') return 'Enter a time, such as 14:30.';
  // The end of one day or the beginning of another.
  if (/^(24[:.h]?(00)?|12 ?midnight|midnight)$/.test(text))
    return 'Midnight starts a day: enter 00:00 on that day.';
  return `“${typed.trim()}” isn’t a time. Try 14:30 or 2:30 pm.`;
}

/** So many minutes later on the clock, at most to the day's ends. */
export function stepClock(time: string, minutes: number): string {
  const [hours = 0, rest = 0] = time.split(':').map(Number);
  const total = Math.min(Math.max(hours * 60 + rest + minutes, 0), 24 * 60 - 1);
  return `${pad(Math.floor(total / 60))}:${pad(total % 60)}`;
}
