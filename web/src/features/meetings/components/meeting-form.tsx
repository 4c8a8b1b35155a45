import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { instanceQuery } from '@/api/instance';
import type { FieldErrors, Problem } from '@/api/problem';
import { ClashLine } from '@/components/meetings/clash-line';
import { type Attendee, availability } from '@/components/meetings/clash-summary';
import { PeopleChips, PeopleField, type PersonChip } from '@/components/meetings/people-field';
import { type Clashes, useClashes } from '@/components/meetings/use-clashes';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { Textarea } from '@/components/ui/textarea';
import { useShortcut } from '@/lib/shortcuts';
import {
  type ConflictPolicy,
  faultsOf,
  type MeetingValues,
  rangeOf,
  withTypedPeople,
} from '../form';
import { ClashRefusal } from './clash-refusal';
import { TimesFields } from './times-fields';

export interface MeetingFormProps {
  values: MeetingValues;
  onChange: (values: MeetingValues) => void;
  me: { email: string };
  viewer: string;
  /** What the last try to save threw. */
  error: Problem | null;
  busy: boolean;
  /** What saving will do, before the click. */
  consequence: string;
  submit: string;
  onSubmit: (values: MeetingValues) => void;
  onCancel: () => void;
  /** The meeting that is changed; without it the form makes a new one, with its participants. */
  meetingId?: string;
  /** Stands above the buttons, such as another person's change. */
  children?: ReactNode;
}

/** One form for a new meeting and for a change of one. */
export function MeetingForm(props: MeetingFormProps) {
  const { values, onChange, me, viewer, error, busy, meetingId, onSubmit } = props;
  const [faults, setFaults] = useState<FieldErrors>();
  const button = useRef<HTMLButtonElement>(null);
  const range = rangeOf(values);
  const people = attendees(values, me);
  const clashes = useClashes(
    range,
    people.map(({ email }) => email),
    meetingId,
  );
  const chips = chipsOf(people, clashes, viewer);
  const usual = useQuery(instanceQuery).data?.conflict_policy ?? 'warn';
  const policy = values.policy ?? usual;
  const set = <K extends keyof MeetingValues>(key: K, value: MeetingValues[K]) =>
    onChange({ ...values, [key]: value });

  useShortcut('mod+enter', 'Save the meeting', () => button.current?.form?.requestSubmit());

  const save = (from: MeetingValues) => {
    if (busy) return;
    const whole = withTypedPeople(from);
    if (whole.people.length !== from.people.length) onChange(whole);
    const found = faultsOf(whole);
    const isFaulty = Object.keys(found).length > 0;
    setFaults(isFaulty ? found : undefined);
    if (!isFaulty) onSubmit(whole);
  };
  const saveWith = (change: Partial<MeetingValues>) => {
    const next = { ...values, ...change };
    onChange(next);
    save(next);
  };

  return (
    <Form
      error={error}
      {...(faults && { faults })}
      values={fieldValues(values)}
      texts={{
        scheduling_conflict:
          'Nothing was saved: somebody is busy at that time, and this meeting forbids clashes.',
      }}
      onSubmit={() => save(values)}
      className="flex max-w-3xl flex-col gap-5"
    >
      <Field label="Title" name="title" required>
        <Input
          value={values.title}
          onChange={(event) => set('title', event.target.value)}
          maxLength={255}
          autoComplete="off"
          autoFocus={meetingId === undefined}
        />
      </Field>
      <div className="flex flex-col gap-2">
        <TimesFields values={values} viewer={viewer} onChange={onChange} />
        <ClashLine clashes={clashes} people={people} zone={values.zone} viewer={viewer} />
      </div>
      {meetingId === undefined ? (
        <PeopleField
          chips={chips}
          people={values.people}
          typed={values.typedPeople}
          at={range?.start_time ?? null}
          onChange={(next, typedPeople) => onChange({ ...values, people: next, typedPeople })}
          hint="Commas, semicolons or lines between; “Name <address>” works too."
        />
      ) : (
        <div>
          <p className="mb-1 font-medium">Participants</p>
          <PeopleChips chips={chips} at={range?.start_time ?? null} />
          <p className="mt-1 text-muted text-small">
            Invite people and take them out on the page of the meeting.
          </p>
        </div>
      )}
      <Field label="Location" name="location" hint="A room, an address, or a link to join.">
        <Input
          value={values.location}
          onChange={(event) => set('location', event.target.value)}
          maxLength={255}
          autoComplete="off"
        />
      </Field>
      <Field label="Description" name="description">
        <Textarea
          value={values.description}
          onChange={(event) => set('description', event.target.value)}
          maxLength={10_000}
          className="min-h-24"
        />
      </Field>
      <Checkbox
        label="Forbid clashes"
        hint="It is saved only when everybody is free. Otherwise clashes are only pointed out."
        checked={policy === 'forbid'}
        onChange={(event) => set('policy', event.target.checked ? 'forbid' : 'warn')}
      />
      <Checkbox
        label="Hide the guest list"
        hint="Guests see only themselves and the organiser. You and co-organisers see everyone."
        checked={values.hidesGuests}
        onChange={(event) => set('hidesGuests', event.target.checked)}
      />
      {props.children}
      {error?.code === 'scheduling_conflict' && (
        <ClashRefusal
          problem={error}
          people={people}
          zone={values.zone}
          viewer={viewer}
          onSaveAnyway={() => saveWith({ policy: 'warn' })}
          {...(meetingId === undefined && {
            onLeaveOut: (emails: readonly string[]) =>
              saveWith({ people: values.people.filter(({ email }) => !emails.includes(email)) }),
          })}
        />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t pt-4">
        <p role="status" className="min-w-0 flex-1 basis-64 text-muted">
          {isForbidden(policy, clashes)
            ? 'It cannot be saved like this: somebody is busy, and you forbid clashes.'
            : props.consequence}
        </p>
        <div className="flex gap-2">
          <Button onClick={props.onCancel}>Cancel</Button>
          <Button ref={button} type="submit" look="primary" busy={busy}>
            {props.submit}
            <span className="max-md:hidden">
              <Kbd keys="mod+enter" />
            </span>
          </Button>
        </div>
      </div>
    </Form>
  );
}

/** By the server's names. Start, end and zone are judged together, so a change of one clears all. */
function fieldValues(values: MeetingValues): Record<string, unknown> {
  const times = [values.start, values.end, values.zone];
  return {
    title: values.title,
    start_time: times,
    end_time: times,
    time_zone: times,
    participants: [values.people, values.typedPeople],
    location: values.location,
    description: values.description,
    conflict_policy: values.policy,
    hide_guest_list: values.hidesGuests,
  };
}

function isForbidden(policy: ConflictPolicy, clashes: Clashes): boolean {
  return (
    policy === 'forbid' &&
    clashes.state === 'known' &&
    Object.values(clashes.conflicts).some((list) => list.length > 0)
  );
}

/** Me first, since who organises is busy too; then those who are invited. */
function attendees(values: MeetingValues, me: { email: string }): Attendee[] {
  const mine = me.email.toLowerCase();
  return [
    { email: mine, name: '', isMe: true },
    ...values.people
      .filter(({ email }) => email !== mine)
      .map((person) => ({ ...person, isMe: false })),
  ];
}

function chipsOf(people: readonly Attendee[], clashes: Clashes, viewer: string): PersonChip[] {
  return people.map(({ email, name, isMe }) => ({
    email,
    name,
    availability: availability(email, clashes.state === 'known' ? clashes : undefined),
    fixed: isMe,
    // Of other people the server tells no zone, so none is made up.
    ...(isMe && { label: 'You', zone: viewer }),
  }));
}
