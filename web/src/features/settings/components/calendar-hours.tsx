import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { TimeInput } from '@/components/ui/date-time-fields';
import { Field } from '@/components/ui/field';
import { useObservable } from '@/lib/observable';
import { setWorkingHours, type WorkingHours, workingHours } from '@/lib/working-hours';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Holds at once, as far as it makes sense. */
export function CalendarHours() {
  const kept = useObservable(workingHours);
  const [typed, setTyped] = useState<WorkingHours | null>(null);
  const shown = typed ?? kept;
  const noDays = shown.days.length === 0;
  const backwards = shown.start >= shown.end;

  function change(part: Partial<WorkingHours>) {
    const next = { ...shown, ...part };
    const holds = next.days.length > 0 && next.start < next.end;
    setTyped(holds ? null : next);
    if (holds) setWorkingHours(next);
  }

  return (
    <div className="flex flex-col gap-4">
      <fieldset aria-describedby={noDays ? 'no-working-days' : undefined}>
        <legend className="mb-2 font-medium">Working days</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {DAYS.map((name, index) => (
            <Checkbox
              key={name}
              label={name}
              checked={shown.days.includes(index + 1)}
              onChange={({ target }) =>
                change({
                  days: DAYS.flatMap((_, other) => {
                    const on = other === index ? target.checked : shown.days.includes(other + 1);
                    return on ? [other + 1] : [];
                  }),
                })
              }
            />
          ))}
        </div>
        {noDays && (
          <p id="no-working-days" role="alert" className="mt-1 text-no text-small">
            Choose at least one day.
          </p>
        )}
      </fieldset>
      <div className="flex flex-wrap gap-4">
        <Field label="Work starts at" name="work_start" required>
          <TimeInput value={shown.start} onChange={(start) => change({ start })} />
        </Field>
        <Field
          label="Work ends at"
          name="work_end"
          required
          errors={backwards ? ['The end has to be after the start.'] : []}
        >
          <TimeInput value={shown.end} onChange={(end) => change({ end })} />
        </Field>
      </div>
    </div>
  );
}
