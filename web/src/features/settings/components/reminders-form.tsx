import { useState } from 'react';
import { useUser } from '@/api/me';
import type { components } from '@/api/schema.gen';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Form } from '@/components/ui/form';
import { Radio } from '@/components/ui/radio';
import { useToast } from '@/components/ui/toast';
import { useChangeProfile } from '../mutations';

type Reminders = NonNullable<components['schemas']['ReminderMinutes']>;
type Minutes = Reminders[number];

/** What the server offers, and how many of it. */
const STEPS: [Minutes, string][] = [
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
const USUAL: Minutes[] = [15, 1440];

type Kind = 'usual' | 'own' | 'none';

export function RemindersForm() {
  const { reminder_minutes: stored } = useUser();
  const change = useChangeProfile();
  const toast = useToast();
  const [kind, setKind] = useState<Kind>(kindOf(stored));
  const [own, setOwn] = useState<Minutes[]>(stored?.length ? stored : USUAL);
  const isFull = own.length >= MOST;

  const chosen = kind === 'usual' ? null : kind === 'none' ? [] : own;
  return (
    <Form
      error={change.error}
      onSubmit={() =>
        change.mutate(
          { reminder_minutes: chosen },
          {
            onSuccess: () => {
              if (chosen?.length === 0) setKind('none');
              toast({ text: chosen?.length === 0 ? 'No reminders any more' : 'Reminders saved' });
            },
          },
        )
      }
      className="flex flex-col gap-4"
    >
      <fieldset className="flex flex-col gap-2" data-field="reminder_minutes">
        <legend className="mb-2 font-medium">When to remind me</legend>
        <Radio
          name="kind"
          label="15 minutes and 1 day before"
          checked={kind === 'usual'}
          onChange={() => setKind('usual')}
        />
        <Radio
          name="kind"
          label="At times of my choice"
          checked={kind === 'own'}
          onChange={() => setKind('own')}
        />
        {kind === 'own' && (
          <fieldset className="ml-6 grid gap-x-4 gap-y-2 sm:grid-cols-2">
            <legend className="mb-2 text-muted text-small">Up to {MOST}</legend>
            {STEPS.map(([minutes, label]) => (
              <Checkbox
                key={minutes}
                label={label}
                checked={own.includes(minutes)}
                disabled={isFull && !own.includes(minutes)}
                onChange={({ target }) =>
                  setOwn(
                    target.checked ? [...own, minutes] : own.filter((other) => other !== minutes),
                  )
                }
              />
            ))}
          </fieldset>
        )}
        <Radio
          name="kind"
          label="Never"
          checked={kind === 'none'}
          onChange={() => setKind('none')}
        />
      </fieldset>
      <Button type="submit" look="primary" busy={change.isPending} className="self-start">
        Save the reminders
      </Button>
    </Form>
  );
}

function kindOf(stored: Reminders | null): Kind {
  if (stored === null) return 'usual';
  return stored.length === 0 ? 'none' : 'own';
}
