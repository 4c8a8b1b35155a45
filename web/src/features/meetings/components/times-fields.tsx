import { CalendarClock } from 'lucide-react';
import { DateInput, TimeInput } from '@/components/ui/date-time-fields';
import { Field } from '@/components/ui/field';
import { ZonePicker } from '@/components/ui/zone-picker';
import {
  clockFault,
  formatClock,
  formatClockRange,
  formatDay,
  formatDuration,
  minutesBetween,
  offsetMinutes,
  type WallTime,
  zoneCity,
} from '@/lib/time';
import { type MeetingValues, moveStart, rangeOf } from '../form';

/** Start, end and their zone. The end follows the start; a clock change in between is told. */
export function TimesFields({
  values,
  viewer,
  onChange,
}: {
  values: MeetingValues;
  viewer: string;
  onChange: (values: MeetingValues) => void;
}) {
  const { start, end, zone } = values;
  const range = rangeOf(values);
  const minutes = range ? minutesBetween(range.start_time, range.end_time) : 0;
  return (
    <div className="flex flex-col gap-2">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-[auto_auto_minmax(12rem,1fr)]">
        <WallField
          label="Starts"
          name="start_time"
          wall={start}
          zone={zone}
          at={range?.start_time}
          onChange={(next) => onChange(moveStart(values, next))}
        />
        <WallField
          label="Ends"
          name="end_time"
          wall={end}
          zone={zone}
          at={range?.end_time}
          min={start.day}
          onChange={(next) => onChange({ ...values, end: next })}
        />
        <Field label="Time zone" name="time_zone" required className="min-w-0">
          <ZonePicker
            value={zone}
            onChange={(next) => onChange({ ...values, zone: next })}
            at={range ? new Date(range.start_time) : new Date()}
          />
        </Field>
      </div>
      {range && minutes > 0 && (
        <p className="flex flex-wrap items-center gap-x-2 text-muted">
          <CalendarClock aria-hidden="true" className="size-4" />
          {formatDuration(minutes)}
          {isElsewhere(range, zone, viewer) && (
            <span>
              · {formatDay(start.day)} {formatClockRange(range.start_time, range.end_time, viewer)}{' '}
              {zoneCity(viewer)} for you
            </span>
          )}
        </p>
      )}
    </div>
  );
}

function isElsewhere(
  range: { start_time: string; end_time: string },
  zone: string,
  viewer: string,
) {
  return [range.start_time, range.end_time].some(
    (at) => offsetMinutes(at, zone) !== offsetMinutes(at, viewer),
  );
}

function WallField({
  label,
  name,
  wall,
  zone,
  at,
  min,
  onChange,
}: {
  label: string;
  name: string;
  wall: WallTime;
  zone: string;
  /** The instant that it is, once the fields are filled. */
  at: string | undefined;
  min?: string;
  onChange: (wall: WallTime) => void;
}) {
  return (
    <Field label={label} name={name} required hint={clockText(wall, zone, at)}>
      <div className="flex gap-2">
        <DateInput
          className="min-w-0 flex-1"
          value={wall.day}
          min={min}
          onChange={(day) => onChange({ ...wall, day })}
        />
        <TimeInput
          id={undefined}
          name={undefined}
          aria-label={`${label}, time`}
          value={wall.time}
          onChange={(time) => onChange({ ...wall, time })}
        />
      </div>
    </Field>
  );
}

/** What a clock change makes of that time, or nothing. */
function clockText(wall: WallTime, zone: string, at: string | undefined): string | undefined {
  if (at === undefined) return undefined;
  const fault = clockFault(wall, zone);
  if (fault === null) return undefined;
  return fault.kind === 'skipped'
    ? `${wall.time} does not exist that day in ${zoneCity(zone)}; it will be ${fault.becomes.time}.`
    : `${wall.time} comes twice that day in ${zoneCity(zone)}; ${formatClock(at, 'UTC')} UTC is meant.`;
}
