import type { components } from '@/api/schema.gen';
import { Checkbox } from '@/components/ui/checkbox';

export type Reminders = NonNullable<components['schemas']['ReminderMinutes']>;

/** What the server offers, and how many of it. */
const STEPS: [Reminders[number], string][] = [
  [0, 'When it begins'],
  [5, '5 minutes before'],
  [10, '10 minutes before'],
  [15, '15 minutes before'],
  [30, '30 minutes before'],
  [60, '1 hour before'],
  [120, '2 hours before'],
  [1440, '1 day before'],
  [2880, '2 days before'],
  [10_080, '1 week before'],
];
const MOST = 5;

/** Up to five moments before a meeting. */
export function ReminderSteps({
  legend,
  value,
  onChange,
  className,
}: {
  legend: string;
  value: Reminders;
  onChange: (minutes: Reminders) => void;
  className?: string;
}) {
  const isFull = value.length >= MOST;
  return (
    <fieldset className={className}>
      <legend className="mb-2 text-muted text-small">{legend}</legend>
      <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
        {STEPS.map(([minutes, label]) => (
          <Checkbox
            key={minutes}
            label={label}
            checked={value.includes(minutes)}
            disabled={isFull && !value.includes(minutes)}
            onChange={({ target }) =>
              onChange(
                STEPS.map(([step]) => step).filter((step) =>
                  step === minutes ? target.checked : value.includes(step),
                ),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

/** "15 minutes and 1 day before", "never" */
export function remindersText(minutes: Reminders): string {
  const texts = STEPS.filter(([step]) => minutes.includes(step)).map(([, label]) =>
    label.replace('When', 'when'),
  );
  const last = texts.pop();
  if (last === undefined) return 'never';
  if (texts.length === 0) return last;
  const earlier = texts.map((text) => text.replace(/ before$/, ''));
  return `${earlier.join(', ')} and ${last}`;
}
