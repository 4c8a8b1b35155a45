import { ReminderSteps } from '@/components/reminder-steps';
import { Setting } from '@/components/setting';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Radio } from '@/components/ui/radio';
import { Textarea } from '@/components/ui/textarea';
import type { SettingsValues } from './form';

export function SettingsFields({
  values,
  onChange,
}: {
  values: SettingsValues;
  onChange: (change: Partial<SettingsValues>) => void;
}) {
  return (
    <div>
      <Setting title="Registration" description="Who makes an account here.">
        <div className="flex flex-col gap-4">
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-2 font-medium">Who may register</legend>
            <Radio
              name="registration"
              label="Anybody"
              checked={values.registration === 'open'}
              onChange={() => onChange({ registration: 'open' })}
            />
            <Radio
              name="registration"
              label="Nobody: staff makes the accounts"
              checked={values.registration === 'invitation'}
              onChange={() => onChange({ registration: 'invitation' })}
            />
          </fieldset>
          <Field
            label="Only with an address of these domains"
            name="allowed_mail_domains"
            hint="One on each line, such as example.org; a domain below it is another. Staff makes accounts with any address."
          >
            <Textarea
              className="min-h-20"
              spellCheck={false}
              value={values.domains}
              onChange={({ target }) => onChange({ domains: target.value })}
            />
          </Field>
        </div>
      </Setting>
      <Setting title="Reminders" description="For those who have not chosen for themselves.">
        <ReminderSteps
          legend="Up to 5; without any, nobody is reminded"
          value={values.reminders}
          onChange={(reminders) => onChange({ reminders })}
        />
      </Setting>
      <Setting title="Clashes" description="In new meetings, unless their organiser chooses.">
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-2 font-medium">If somebody is busy at that time</legend>
          <Radio
            name="conflict_policy"
            label="Point it out, and let people decide"
            checked={values.policy === 'warn'}
            onChange={() => onChange({ policy: 'warn' })}
          />
          <Radio
            name="conflict_policy"
            label="Forbid it"
            checked={values.policy === 'forbid'}
            onChange={() => onChange({ policy: 'forbid' })}
          />
        </fieldset>
      </Setting>
      <Setting
        title="What is kept"
        description="What is older goes within an hour of being saved, and for good."
      >
        <div className="flex flex-col gap-4">
          <Field
            label="Audit log, in days"
            name="audit_retention_days"
            required
            hint="From 30 days to 10 years (3650)."
          >
            <Input
              inputMode="numeric"
              maxLength={5}
              className="max-w-32"
              value={values.auditDays}
              onChange={({ target }) => onChange({ auditDays: target.value })}
            />
          </Field>
          <Checkbox
            label="Delete mails about meetings that are over"
            hint="Otherwise they are kept as long as anybody may ask for them. Mails about accounts are kept for 30 days."
            checked={values.endsMails}
            onChange={({ target }) => onChange({ endsMails: target.checked })}
          />
          {values.endsMails && (
            <Field
              label="Days after the meeting"
              name="sent_mail_retention_days"
              required
              hint="From 30 to 3650."
              className="ml-6"
            >
              <Input
                inputMode="numeric"
                maxLength={5}
                className="max-w-32"
                value={values.mailDays}
                onChange={({ target }) => onChange({ mailDays: target.value })}
              />
            </Field>
          )}
        </div>
      </Setting>
    </div>
  );
}
