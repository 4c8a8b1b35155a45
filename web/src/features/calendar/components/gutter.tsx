import { Clock } from 'lucide-react';
import { cx } from '@/lib/cx';
import { dayOf, formatDay, nextClockChange, startOfDay, zoneCity } from '@/lib/time';
import { readingsOf } from '../clocks';
import type { Days } from '../place';

interface Zones {
  zone: string;
  secondZone: string | null;
  days: Days;
}

const COLUMN = 'block w-12 shrink-0 text-right sm:w-17';

/**
 * The hours beside the grid, in the second zone too if one is chosen. Where its clocks come to show
 * another hour within the days, that stands below with the weekday from which it holds.
 */
export function Gutter({ time, zone, secondZone, days }: Zones & { time: string }) {
  if (secondZone === null) return <>{time}</>;
  return (
    <span className="flex justify-end">
      <span className={cx(COLUMN, 'relative')}>
        {readingsOf(time, zone, secondZone, days).map((reading, index) => (
          <span
            key={reading.from}
            style={{ insetBlockStart: `${index * 1.125}rem` }}
            className={cx(
              'whitespace-nowrap',
              // Below, without making the rows higher.
              index > 0 && 'absolute right-0 text-wait leading-4',
            )}
          >
            {index > 0 && (
              <span className="max-sm:hidden">{`${formatDay(reading.from).slice(0, 3)} `}</span>
            )}
            {reading.time}
          </span>
        ))}
      </span>
      <span className={cx(COLUMN, 'text-ink')}>{time}</span>
    </span>
  );
}

/** The cities above the hours, each with a mark when its clocks change within four weeks. */
export function GutterHead({ zone, secondZone, days }: Zones) {
  const from = startOfDay(days.first, zone);
  return (
    <span className="flex justify-end">
      {[secondZone, zone].map((name) => {
        if (name === null) return null;
        const change = nextClockChange(from, name);
        const when = change && formatDay(dayOf(change, name));
        return (
          <span key={name} className={cx(COLUMN, 'truncate', name === zone && 'text-ink')}>
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
