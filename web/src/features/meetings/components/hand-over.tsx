import { useId } from 'react';
import type { ReadMeeting } from '@/api/meetings';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { peopleText, recipients } from '../consequences';
import { useHandOver } from '../mutations';

/** Asks who organises the meeting from now on, and says what that means. */
export function HandOver({
  read,
  open,
  onOpenChange,
}: {
  read: ReadMeeting;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Hand “${read.meeting.title}” over?`}
      description="Somebody else organises it from now on. You stay as a participant who comes."
    >
      <Question read={read} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Question({ read, onClose }: { read: ReadMeeting; onClose: () => void }) {
  const { meeting } = read;
  const toast = useToast();
  const handOver = useHandOver();
  const list = useId();
  const count = recipients(meeting).length;
  const accounts = meeting.participants.filter(
    ({ user, email }) => user !== null && email !== meeting.created_by_email,
  );
  return (
    <Form
      error={handOver.error}
      texts={{
        stale: 'Somebody else changed this meeting meanwhile. Look at it, then try again.',
        scheduling_conflict: 'They are busy at that time, and this meeting forbids clashes.',
      }}
      onSubmit={(data) => {
        const email = text(data, 'email').trim();
        handOver.mutate(
          { ...read, email },
          {
            onSuccess: () => {
              toast({ text: `“${meeting.title}” is handed over to ${addressText(email)}` });
              onClose();
            },
          },
        );
      }}
      className="flex flex-col gap-4"
    >
      <Field
        label="To whom"
        name="email"
        required
        hint="The address of somebody with an account here, who has confirmed it."
      >
        <Input type="email" autoComplete="off" maxLength={254} list={list} />
      </Field>
      <datalist id={list}>
        {accounts.map(({ email, name }) => (
          <option key={email} value={addressText(email)}>
            {name}
          </option>
        ))}
      </datalist>
      <p className="text-muted">
        {count > 0
          ? `${peopleText(count)} and the new organiser get a mail that says so.`
          : 'The new organiser gets a mail that says so.'}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button type="submit" look="primary" busy={handOver.isPending}>
          Hand it over
        </Button>
      </div>
    </Form>
  );
}
