import { Clock } from 'lucide-react';
import { cx } from '@/lib/cx';
import {
  dayOf,
  formatDay,
  nextClockChange,
  startOfDay,
  toInstant,
  toWall,
  zoneCity,
} from '@/lib/time';

interface Zones {
  zone: string;
  secondZone: string | null;
  /** The first day shown; the second zone's clocks are read on it. */
  day: string;
}

const COLUMN = 'block w-14 shrink-0 truncate text-right';

/** The hours beside the grid, in the second zone too if one is chosen. */
export function Gutter({ time, zone, secondZone, day }: Zones & { time: string }) {
  if (secondZone === null) return <>{time}</>;
  return (
    <span className="flex justify-end">
      <span className={COLUMN}>{toWall(toInstant({ day, time }, zone), secondZone).time}</span>
      <span className={cx(COLUMN, 'text-ink')}>{time}</span>
    </span>
  );
}

/** The cities above the hours, each with a mark when its clocks change within four weeks. */
export function GutterHead({ zone, secondZone, day }: Zones) {
  const from = startOfDay(day, zone);
  return (
    <span className="flex justify-end">
      {[secondZone, zone].map((name) => {
        if (name === null) return null;
        const change = nextClockChange(from, name);
        const when = change && formatDay(dayOf(change, name));
        return (
          <span key={name} className={cx(COLUMN, name === zone && 'text-ink')}>
            {zoneCity(name)}
            {when && (
              <span className="flex items-center justify-end gap-0.5 text-wait leading-4">
                <Clock aria-hidden="true" className="size-3 shrink-0" />
                <span className="sr-only">The clocks change on</span>
                {when.slice(4)}
              </span>
            )}
          </span>
        );
      })}
    </span>
  );
}
