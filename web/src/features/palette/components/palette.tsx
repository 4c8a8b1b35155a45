import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CalendarDays, CornerDownLeft, UserRound } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useDeferredValue, useLayoutEffect, useState } from 'react';
import { useViewerZone } from '@/api/me';
import { OVERLAY, PANEL } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { useListbox } from '@/components/ui/use-listbox';
import { addressText } from '@/lib/address';
import { cx } from '@/lib/cx';
import { useShortcuts } from '@/lib/shortcuts';
import { dayOf, formatDay, formatTime } from '@/lib/time';
import { foundMeetingsQuery, usePeople } from '../queries';

interface Entry {
  key: string;
  icon: ReactNode;
  label: string;
  detail?: ReactNode;
  run: () => void;
}

const MOST = 6;

/** Ctrl/⌘+K: everything one can do here, go to, or write to, found by a few letters. */
export default function Palette({
  typed: before,
  onClose,
}: {
  /** What was typed before this was loaded. */
  typed: { readonly current: string };
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const zone = useViewerZone();
  const shortcuts = useShortcuts();
  const [typed, setTyped] = useState('');
  // When it is shown, not when it is drawn: React waits in between.
  useLayoutEffect(() => setTyped(before.current), [before]);
  const text = useDeferredValue(typed.trim());
  const { data: meetings } = useQuery(foundMeetingsQuery(text));
  const people = usePeople(text);

  const words = text.toLowerCase().split(/\s+/);
  const fits = (label: string) => words.every((word) => label.toLowerCase().includes(word));
  const places = [
    { label: 'Go to the dashboard', to: '/dashboard' },
    { label: 'Go to the calendar', to: '/dashboard/calendar' },
    { label: 'Go to the meetings', to: '/dashboard/meetings' },
    { label: 'Go to the settings', to: '/dashboard/settings' },
  ] as const;

  const entries: Entry[] = [
    ...shortcuts
      .filter(({ keys, label }) => keys !== 'mod+k' && keys !== '/' && fits(label))
      .map(({ keys, label, run }) => ({
        key: `do ${keys}`,
        icon: <CornerDownLeft aria-hidden="true" />,
        label,
        detail: <Kbd keys={keys} />,
        run,
      })),
    ...places
      .filter(({ label }) => fits(label))
      .map(({ label, to }) => ({
        key: to,
        icon: <CornerDownLeft aria-hidden="true" />,
        label,
        run: () => void navigate({ to }),
      })),
    // Before meetings, which come later and would push a person away under the key.
    ...people.slice(0, MOST).map(({ email, name }) => ({
      key: email,
      icon: <UserRound aria-hidden="true" />,
      label: name || addressText(email),
      detail: 'New meeting with them',
      run: () => void navigate({ to: '/dashboard/meetings/new', search: { people: email } }),
    })),
    ...(meetings?.results ?? []).slice(0, MOST).map((meeting) => ({
      key: meeting.id,
      icon: <CalendarDays aria-hidden="true" />,
      label: meeting.title,
      detail: `${formatDay(dayOf(meeting.start_time, zone))} ${formatTime(meeting.start_time, zone, zone)}`,
      run: () =>
        void navigate({
          to: '/dashboard/meetings/$meetingId',
          params: { meetingId: meeting.id },
        }),
    })),
  ];

  const listbox = useListbox('Found', entries.length, (index) => {
    onClose();
    entries[index]?.run();
  });

  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          aria-describedby={undefined}
          className={cx(PANEL, 'p-2')}
          onOpenAutoFocus={(event) => {
            // Radix selects what is there, and the next letter would replace it.
            event.preventDefault();
            if (event.currentTarget instanceof Element)
              event.currentTarget.querySelector('input')?.focus();
          }}
        >
          <Radix.Title className="sr-only">Find an action, a person or a meeting</Radix.Title>
          <Input
            aria-label="Find an action, a person or a meeting"
            placeholder="Find an action, a person or a meeting"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              listbox.setActive(0);
            }}
            {...listbox.inputProps}
          />
          <div {...listbox.listProps} className="mt-2 overflow-y-auto">
            {entries.map(({ key, icon, label, detail }, index) => (
              <div
                key={key}
                {...listbox.optionProps(index)}
                className="flex min-h-10 items-center gap-3 rounded-box px-3 aria-selected:bg-raised [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
              >
                {icon}
                <span className="min-w-0 flex-1 truncate">{label}</span>
                {detail && <span className="shrink-0 text-muted text-small">{detail}</span>}
              </div>
            ))}
          </div>
          {entries.length === 0 && (
            <p role="status" className="px-3 py-4 text-muted">
              Nothing is called that.
            </p>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
