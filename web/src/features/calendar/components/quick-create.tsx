import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { conflictsQuery } from '@/api/conflicts';
import { useUser } from '@/api/me';
import type { FieldErrors } from '@/api/problem';
import { availability } from '@/components/meetings/clash-summary';
import { PeopleField } from '@/components/meetings/people-field';
import { Button } from '@/components/ui/button';
import { TimeInput } from '@/components/ui/date-time-fields';
import { Field } from '@/components/ui/field';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { faultyText, type Invitee, parsePeople } from '@/lib/people';
import { keepPrefill } from '@/lib/prefill';
import {
  addMinutes,
  dayOf,
  minutesBetween,
  toInstant,
  toOffsetRfc3339,
  toRfc3339,
  toWall,
  zoneCity,
} from '@/lib/time';
import { useDebounced } from '@/lib/use-debounced';
import { busyIn, busyText, clashLine, spanLabel } from '../drag';
import { useQuickCreate } from '../mutations';
import type { Span } from '../wall';
import { Beside, type Place, type Side } from './beside';

const SETTLE_MS = 300;
const NOT_INVITED = { people: [], typed: '' };

/** Beside a selection: a title is enough. Enter saves, Esc discards, "More" goes to the form. */
export function QuickCreate({
  span,
  wholeDays,
  zone,
  place,
  side,
  onBusy,
  onClose,
  returnFocus,
  onDismiss,
}: {
  span: Span;
  /** Days were chosen, not times: the times are asked for. */
  wholeDays: boolean;
  zone: string;
  place: Place;
  side: Side;
  /** Whether somebody who is to come is busy then. */
  onBusy: (busy: boolean) => void;
  onClose: () => void;
  returnFocus: () => void;
  /** A click beside it closed it. */
  onDismiss: () => void;
}) {
  const me = useUser();
  const navigate = useNavigate();
  const create = useQuickCreate(zone);
  const title = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [name, setName] = useState('');
  const [invitees, setInvitees] = useState<{ people: Invitee[]; typed: string }>(NOT_INVITED);
  const [times, setTimes] = useState(span);
  const [faults, setFaults] = useState<FieldErrors>();
  const found = parsePeople(invitees.typed, invitees.people);
  const people = [...invitees.people, ...found.people];
  const addresses = people.map(({ email }) => email);
  const emails = useDebounced([me.email, ...addresses].join(' '), SETTLE_MS).split(' ');
  const { data: checked, isPlaceholderData } = useQuery({
    ...conflictsQuery({ ...times, emails }),
    placeholderData: keepPreviousData,
  });
  const isCurrent = (email: string) => !isPlaceholderData && emails.includes(email);
  const busy = checked ? busyIn(checked.conflicts, times) : [];
  const isBusy = busy.length > 0;
  useEffect(() => onBusy(isBusy), [onBusy, isBusy]);

  function save() {
    if (create.isPending) return;
    setInvitees({ people, typed: found.faulty.join(', ') });
    const faulty: FieldErrors = {
      ...(name.trim() === '' && { title: ['Add a title.'] }),
      ...(found.faulty.length > 0 && { participants: [faultyText(found.faulty)] }),
    };
    const isFaulty = Object.keys(faulty).length > 0;
    setFaults(isFaulty ? faulty : undefined);
    if (isFaulty) return;
    create.mutate({ ...times, title: name.trim(), people }, { onSuccess: onClose });
  }

  /** The times are in the address; what was typed is not, since the browser's history keeps it. */
  function more() {
    const prefill = { title: name.trim(), people, typedPeople: found.faulty.join(', ') };
    const isEmpty = prefill.title === '' && people.length === 0 && prefill.typedPeople === '';
    void navigate({
      to: '/dashboard/meetings/new',
      search: {
        start: toOffsetRfc3339(times.start_time, zone),
        end: toOffsetRfc3339(times.end_time, zone),
        ...(!isEmpty && { prefill: keepPrefill(prefill) }),
      },
    });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    button.current?.form?.requestSubmit();
  }

  return (
    <Beside
      place={place}
      side={side}
      onClose={onClose}
      returnFocus={returnFocus}
      onKeyDown={onKeyDown}
      onPointerDownOutside={onDismiss}
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        title.current?.focus();
      }}
      aria-label="New meeting"
    >
      <p className="mb-3 font-medium">
        {spanLabel(times, zone, dayOf(new Date(), zone))}{' '}
        <span className="font-normal text-muted">{zoneCity(zone)}</span>
      </p>
      <Form
        error={create.error}
        {...(faults && { faults })}
        values={{ title: name, start_time: times, end_time: times, participants: invitees }}
        onSubmit={save}
        className="flex flex-col gap-3"
      >
        <Field label="Title" name="title" required>
          <Input
            ref={title}
            value={name}
            maxLength={255}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {wholeDays && <WholeDayTimes times={times} zone={zone} onChange={setTimes} />}
        <PeopleField
          label="People"
          chips={invitees.people.map((person) => ({
            ...person,
            availability: availability(person.email, isCurrent(person.email) ? checked : undefined),
          }))}
          people={invitees.people}
          typed={invitees.typed}
          at={times.start_time}
          onChange={(next, typed) => setInvitees({ people: next, typed })}
        />
        <div role="status" className="min-h-5 text-small">
          {checked && (
            <p className={busy.length > 0 ? 'flex gap-1.5 text-wait' : 'flex gap-1.5 text-muted'}>
              {busy.length > 0 ? (
                <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
              ) : (
                <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
              )}
              {clashLine(checked, emails.length, me.email)}
            </p>
          )}
          {busy.slice(0, 3).map((one) => (
            <p key={`${one.email} ${one.start_time}`} className="truncate pl-5.5">
              {busyText(one, me.email, zone)}
            </p>
          ))}
        </div>
        <div className="flex justify-between gap-2">
          <Button look="quiet" size="small" onClick={more}>
            More
          </Button>
          <span className="flex gap-2">
            <Button size="small" onClick={onClose}>
              Discard
            </Button>
            <Button ref={button} type="submit" look="primary" size="small" busy={create.isPending}>
              Save
            </Button>
          </span>
        </div>
      </Form>
    </Beside>
  );
}

/** Of one day the start, and the length stays; of several the start of the first and the end of the last. */
function WholeDayTimes({
  times: { start_time, end_time },
  zone,
  onChange,
}: {
  times: Span;
  zone: string;
  onChange: (times: Span) => void;
}) {
  const start = toWall(start_time, zone);
  const end = toWall(end_time, zone);
  const several = start.day !== end.day;
  return (
    <div className="flex gap-3">
      <Field label="Starts at" name="start_time" required>
        <TimeInput
          value={start.time}
          onChange={(time) => {
            const from = toInstant({ day: start.day, time }, zone);
            const to = several ? end_time : addMinutes(from, minutesBetween(start_time, end_time));
            onChange({ start_time: toRfc3339(from), end_time: toRfc3339(to) });
          }}
        />
      </Field>
      {several && (
        <Field label="Ends at" name="end_time" required>
          <TimeInput
            value={end.time}
            onChange={(time) =>
              onChange({ start_time, end_time: toRfc3339(toInstant({ day: end.day, time }, zone)) })
            }
          />
        </Field>
      )}
    </div>
  );
}
