import { useState } from 'react';
import type { Meeting } from '@/api/meetings';
import { type Conflicts, describe, Problem } from '@/api/problem';
import { BusyList } from '@/components/meetings/clash-line';
import { availability } from '@/components/meetings/clash-summary';
import { PeopleField } from '@/components/meetings/people-field';
import { useClashes } from '@/components/meetings/use-clashes';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Form } from '@/components/ui/form';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { faultyText, type Invitee, parsePeople } from '@/lib/people';
import { peopleText } from '../consequences';
import { useInvite } from '../mutations';

interface Refusal {
  busy: { person: Invitee; conflicts: Conflicts }[];
  /** Already a sentence each. */
  other: string[];
}

const NONE: Refusal = { busy: [], other: [] };

/** Invites one after the other; who is refused stays in the field, with the reason. */
export function InviteForm({
  meeting,
  viewer,
  asStaff = false,
}: {
  meeting: Meeting;
  viewer: string;
  asStaff?: boolean;
}) {
  const toast = useToast();
  const invite = useInvite(meeting.id, asStaff);
  const [people, setPeople] = useState<Invitee[]>([]);
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState(NONE);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Record<string, string[]>>();
  const clashes = useClashes(
    meeting,
    people.map(({ email }) => email),
    meeting.id,
  );

  const send = async (wanted: Invitee[], allow: boolean, left: Invitee[] = []) => {
    setBusy(true);
    const next: Refusal = { busy: [], other: [] };
    const staying = [...left];
    let count = 0;
    for (const person of wanted) {
      try {
        await invite.mutateAsync({ ...person, allow_conflicts: allow });
        count += 1;
      } catch (error) {
        const problem = Problem.from(error);
        const name = person.name || addressText(person.email);
        if (problem.code === 'already_invited') {
          next.other.push(`${name} is already invited.`);
          continue;
        }
        staying.push(person);
        if (problem.code === 'scheduling_conflict')
          next.busy.push({ person, conflicts: problem.conflicts });
        else next.other.push(`${name}: ${problem.errors.email?.join(' ') ?? describe(problem)}`);
      }
    }
    setBusy(false);
    setPeople(staying);
    setRefused(next);
    if (count > 0) toast({ text: `${peopleText(count)} invited` });
  };

  const submit = () => {
    if (busy) return;
    const found = parsePeople(typed, people);
    const whole = [...people, ...found.people];
    setPeople(whole);
    setTyped(found.faulty.join(', '));
    if (found.faulty.length > 0) setFaults({ participants: [faultyText(found.faulty)] });
    else if (whole.length === 0) setFaults({ participants: ['Whom do you want to invite?'] });
    else {
      setFaults(undefined);
      void send(whole, false);
    }
  };

  return (
    <Form {...(faults && { faults })} onSubmit={submit} className="mt-4 flex flex-col gap-2">
      <PeopleField
        label="Invite more people"
        required
        people={people}
        typed={typed}
        at={meeting.start_time}
        chips={people.map((person) => ({
          ...person,
          availability: availability(person.email, clashes.state === 'known' ? clashes : undefined),
        }))}
        onChange={(next, text) => {
          setPeople(next);
          setTyped(text);
          setRefused(NONE);
        }}
      />
      {refused.other.length > 0 && (
        <Alert tone="wait">
          {refused.other.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Alert>
      )}
      {refused.busy.length > 0 && (
        <div role="alert" className="rounded-box border border-wait bg-wait-soft p-3">
          <p className="font-medium text-wait">Busy at that time, so not invited</p>
          <BusyList
            busy={refused.busy.map(({ person, conflicts }) => ({
              email: person.email,
              label: person.name || addressText(person.email),
              clashes: conflicts[person.email] ?? [],
            }))}
            zone={meeting.time_zone}
            viewer={viewer}
          />
          <Button
            size="small"
            className="mt-2"
            busy={busy}
            onClick={() => {
              const anyway = refused.busy.map(({ person }) => person);
              void send(
                anyway,
                true,
                people.filter((one) => !anyway.includes(one)),
              );
            }}
          >
            Invite in spite of that
          </Button>
        </div>
      )}
      <div>
        <Button type="submit" busy={busy}>
          {people.length > 1 ? `Invite ${people.length} people` : 'Invite'}
        </Button>
      </div>
    </Form>
  );
}
