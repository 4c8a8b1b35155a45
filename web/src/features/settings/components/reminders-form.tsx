import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { instanceQuery } from '@/api/instance';
import { useUser } from '@/api/me';
import { ReminderSteps, type Reminders, remindersText } from '@/components/reminder-steps';
import { Button } from '@/components/ui/button';
import { Form } from '@/components/ui/form';
import { Radio } from '@/components/ui/radio';
import { useToast } from '@/components/ui/toast';
import { useChangeProfile } from '../mutations';

const USUAL: Reminders = [15, 1440];

type Kind = 'usual' | 'own' | 'none';

export function RemindersForm() {
  const { reminder_minutes: stored } = useUser();
  const change = useChangeProfile();
  const toast = useToast();
  const [kind, setKind] = useState<Kind>(kindOf(stored));
  const [own, setOwn] = useState<Reminders>(stored?.length ? stored : USUAL);
  const usual = useQuery(instanceQuery).data?.reminder_minutes ?? USUAL;

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
          label={sentence(remindersText(usual))}
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
          <ReminderSteps legend="Up to 5" value={own} onChange={setOwn} className="ml-6" />
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

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function kindOf(stored: Reminders | null): Kind {
  if (stored === null) return 'usual';
  return stored.length === 0 ? 'none' : 'own';
}
