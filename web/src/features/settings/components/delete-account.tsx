import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useUser, useViewerZone } from '@/api/me';
import type { MeetingListItem } from '@/api/meetings';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { PasswordInput } from '@/components/ui/password-input';
import { SkeletonList } from '@/components/ui/skeleton';
import { addressText } from '@/lib/address';
import { formatRange } from '@/lib/time';
import { useDeleteAccount } from '../mutations';
import { type Ahead, aheadQuery, deletionQuery } from '../queries';

export function DeleteAccount() {
  const [asking, setAsking] = useState(false);
  const { data } = useQuery(deletionQuery);
  if (data?.deletion) return <UnderWay {...data.deletion} />;
  return (
    <>
      <p className="mb-3">
        For good. Before it happens you see which meetings end with it and who is told.
      </p>
      <Button look="danger" onClick={() => setAsking(true)}>
        Delete my account
      </Button>
      <Dialog open={asking} onOpenChange={setAsking} title="Delete your account?">
        <Question onKeep={() => setAsking(false)} />
      </Dialog>
    </>
  );
}

/** The server goes on by itself; the session ends with the account. */
function UnderWay({ done, meetings }: { done: number; meetings: number }) {
  return (
    <div role="status">
      <p>
        Your account is being deleted: {done.toLocaleString('en')} of{' '}
        {meetings.toLocaleString('en')} meetings are done. You can close this page.
      </p>
      <progress
        aria-label="Meetings that are done"
        className="mt-2 w-full"
        value={done}
        max={meetings}
      />
    </div>
  );
}

function Question({ onKeep }: { onKeep: () => void }) {
  const { email } = useUser();
  const own = useQuery(aheadQuery('organiser'));
  const invited = useQuery(aheadQuery('participant'));
  const remove = useDeleteAccount();
  return (
    <Form
      error={remove.error}
      onSubmit={(data) => remove.mutate(text(data, 'password'))}
      className="flex flex-col gap-4"
    >
      <p>
        {addressText(email)}, your settings and sessions, and all meetings that you organise go
        away. This cannot be undone.
      </p>
      <Consequence
        ahead={own.data}
        none="You organise no meeting that is still to come; nobody is told."
        some={(count) =>
          count === 1
            ? 'This meeting is called off, and its participants are told:'
            : `These ${count} meetings are called off, and their participants are told:`
        }
      />
      <Consequence
        ahead={invited.data}
        some={(count) =>
          count === 1
            ? 'You decline this one, and its organiser is told:'
            : `You decline these ${count}, and their organisers are told:`
        }
      />
      <Field label="Password" name="password" required hint="To be sure that it is you.">
        <PasswordInput autoComplete="current-password" />
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onKeep}>Keep my account</Button>
        <Button type="submit" look="danger" busy={remove.isPending}>
          Delete it for good
        </Button>
      </div>
    </Form>
  );
}

function Consequence({
  ahead,
  none,
  some,
}: {
  ahead: Ahead | undefined;
  none?: string;
  some: (count: number) => string;
}) {
  if (ahead === undefined) return <SkeletonList lines={1} />;
  if (ahead.count === 0) return none ? <p>{none}</p> : null;
  const more = ahead.count - ahead.results.length;
  return (
    <div>
      <p>{some(ahead.count)}</p>
      <ul className="mt-1 list-disc pl-5">
        {ahead.results.map((meeting) => (
          <Line key={meeting.id} meeting={meeting} />
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
    </div>
  );
}

function Line({ meeting }: { meeting: MeetingListItem }) {
  const zone = useViewerZone();
  return (
    <li>
      <span className="break-words font-medium">{meeting.title}</span>{' '}
      <span className="text-muted text-small">
        {formatRange(meeting, meeting.time_zone, zone)} · {peopleText(meeting.participant_count)}
      </span>
    </li>
  );
}

function peopleText(count: number): string {
  return count === 1 ? '1 participant' : `${count} participants`;
}
