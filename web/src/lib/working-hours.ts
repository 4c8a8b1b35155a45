import { observable } from './observable';
import { owner, readOwned, writeOwned } from './owned-storage';

/** When a person works, on the clocks of their own zone. */
export interface WorkingHours {
  /** 1 is Monday, 7 is Sunday; at least one, in order. */
  days: number[];
  /** `09:00`, before `end`. */
  start: string;
  end: string;
}

/** Kept by this browser for the account, which has no field for it. */
const KEY = 'working-hours';
const USUAL: WorkingHours = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' };

export const workingHours = observable<WorkingHours>(read());
owner.subscribe(() => workingHours.set(read()));

export function setWorkingHours(chosen: WorkingHours): void {
  workingHours.set(chosen);
  writeOwned('local', KEY, JSON.stringify(chosen));
}

/** What was stored, or what is usual if that makes no sense. */
export function parseWorkingHours(stored: string | null): WorkingHours {
  try {
    const { days, start, end } = JSON.parse(stored ?? '') as Partial<WorkingHours>;
    const kept = [1, 2, 3, 4, 5, 6, 7].filter((day) => days?.includes(day));
    if (kept.length > 0 && isClock(start) && isClock(end) && start < end)
      return { days: kept, start, end };
  } catch {
    // As if nothing had been stored.
  }
  return USUAL;
}

function isClock(text: unknown): text is string {
  return typeof text === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

function read(): WorkingHours {
  return parseWorkingHours(readOwned('local', KEY));
}
