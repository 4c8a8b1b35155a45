import { CircleDashed, CircleHelp, Moon, TriangleAlert, X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react';
import { Field, useField } from '@/components/ui/field';
import { CONTROL } from '@/components/ui/input';
import { addressText } from '@/lib/address';
import { cx } from '@/lib/cx';
import { faultyText, type Invitee, parsePeople } from '@/lib/people';
import { formatClock, isNight, zoneCity } from '@/lib/time';
import type { Availability } from './clash-summary';

export interface PersonChip extends Invitee {
  label?: string;
  availability: Availability;
  /** Where the person's clocks are, if that is known. */
  zone?: string;
  /** Nobody takes this one out, such as oneself. */
  fixed?: boolean;
}

/**
 * People as chips, each with what is known of it at the chosen hour. One types or pastes a list;
 * what is no address stays in the input to be mended.
 */
export function PeopleField({
  label = 'Participants',
  hint,
  required = false,
  people,
  typed,
  onChange,
  ...rest
}: PeopleInputProps & { label?: string; hint?: string; required?: boolean }) {
  // Said once one has ended an address, not while one types it.
  const [ended, setEnded] = useState('');
  const { faulty } = parsePeople(ended === typed ? typed : '', people);
  const take = (text: string) => {
    const found = parsePeople(text, people);
    const left = found.faulty.join(', ');
    setEnded(left);
    onChange([...people, ...found.people], left);
  };
  return (
    <Field
      label={label}
      name="participants"
      hint={hint}
      required={required}
      errors={faulty.length > 0 ? [faultyText(faulty)] : undefined}
    >
      <PeopleInput people={people} typed={typed} onChange={onChange} take={take} {...rest} />
    </Field>
  );
}

interface PeopleInputProps {
  /** Everybody who is shown; `people` are those that can be taken out. */
  chips: readonly PersonChip[];
  people: readonly Invitee[];
  typed: string;
  /** The chosen hour, for the local times. */
  at: string | null;
  onChange: (people: Invitee[], typed: string) => void;
}

function PeopleInput({
  chips,
  people,
  typed,
  at,
  onChange,
  take,
}: PeopleInputProps & { take: (text: string) => void }) {
  const { required: _required, name: _name, ...field } = useField();
  const input = useRef<HTMLInputElement>(null);

  const remove = (email: string) => {
    onChange(
      people.filter((one) => one.email !== email),
      typed,
    );
    input.current?.focus();
  };

  return (
    <div className={cx(CONTROL, 'px-2 py-2 focus-within:outline-2 focus-within:outline-accent')}>
      <PeopleChips chips={chips} at={at} onRemove={remove} />
      <input
        {...field}
        ref={input}
        value={typed}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        inputMode="email"
        placeholder="Type or paste e-mail addresses"
        className="mt-1 h-8 w-full bg-transparent px-1 outline-none"
        onChange={(event) => {
          const { value } = event.target;
          // A separator ends an address; a name in quotes or before "<" may hold commas.
          if (/[,;\s]$/.test(value) && parsePeople(value).faulty.length === 0) take(value);
          else onChange([...people], value);
        }}
        onPaste={(event: ClipboardEvent<HTMLInputElement>) => {
          const pasted = event.clipboardData.getData('text');
          if (!/[,;\s]/.test(pasted.trim())) return;
          event.preventDefault();
          // The lines of a list are lost in an input of one line, so it is read here.
          take([typed.trim(), pasted].filter(Boolean).join('\n'));
        }}
        onBlur={({ relatedTarget }) => {
          // The form reads what is typed; a chip now would move the button from under the pointer.
          const isSent =
            relatedTarget instanceof HTMLButtonElement && relatedTarget.type === 'submit';
          if (typed.trim() && !isSent) take(typed);
        }}
        onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && typed.trim()) {
            event.preventDefault();
            take(typed);
          }
          const last = people.at(-1);
          if (event.key === 'Backspace' && typed === '' && last) remove(last.email);
        }}
      />
    </div>
  );
}

/** The chips alone, where nobody can be added. */
export function PeopleChips({
  chips,
  at,
  onRemove,
}: {
  chips: readonly PersonChip[];
  at: string | null;
  onRemove?: (email: string) => void;
}) {
  return (
    <ul aria-label="People" className="flex flex-wrap gap-1.5">
      {chips.map((chip) => (
        <Chip
          key={chip.email}
          chip={chip}
          at={at}
          {...(onRemove && !chip.fixed && { onRemove: () => onRemove(chip.email) })}
        />
      ))}
    </ul>
  );
}

const DOTS = {
  clear: { icon: CircleDashed, text: 'no conflict known', look: 'text-muted' },
  busy: { icon: TriangleAlert, text: 'busy', look: 'text-wait' },
  unknown: { icon: CircleHelp, text: 'availability unknown', look: 'text-muted' },
};

function Chip({
  chip,
  at,
  onRemove,
}: {
  chip: PersonChip;
  at: string | null;
  onRemove?: () => void;
}) {
  const { icon: Icon, text, look } = DOTS[chip.availability];
  const address = addressText(chip.email);
  const name = chip.label ?? (chip.name || address);
  return (
    <li
      title={address}
      className={cx(
        'inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-box border px-2',
        chip.availability === 'busy' ? 'border-wait bg-wait-soft' : 'bg-raised',
      )}
    >
      <Icon aria-hidden="true" className={cx('size-4 shrink-0', look)} />
      <span className="truncate">{name}</span>
      <span className="sr-only">, {text}</span>
      {chip.zone && at && <LocalTime zone={chip.zone} at={at} />}
      {onRemove && (
        <button
          type="button"
          aria-label={`Take out ${name}`}
          onClick={onRemove}
          className="-mr-1 grid size-6 shrink-0 place-items-center rounded-box text-muted hover:text-ink"
        >
          <X aria-hidden="true" className="size-4" />
        </button>
      )}
    </li>
  );
}

function LocalTime({ zone, at }: { zone: string; at: string }) {
  return (
    <span className="inline-flex items-center gap-1 text-muted text-small whitespace-nowrap">
      {formatClock(at, zone)} {zoneCity(zone)}
      {isNight(at, zone) && (
        <>
          <Moon aria-hidden="true" className="size-3.5" />
          <span className="sr-only">, night there</span>
        </>
      )}
    </span>
  );
}
