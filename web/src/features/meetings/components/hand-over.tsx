import { useId } from 'react';
import type { ReadMeeting } from '@/api/meetings';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { useOfferTransfer } from '../mutations';

/** Asks which user shall organise the meeting, and says what that means. */
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
      title="Make someone else the organiser?"
      description="They get an e-mail and can accept within 14 days. Until then you stay the organiser; afterwards you stay on the guest list as “yes”."
    >
      <Question read={read} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Question({ read, onClose }: { read: ReadMeeting; onClose: () => void }) {
  const { meeting } = read;
  const toast = useToast();
  const offer = useOfferTransfer();
  const list = useId();
  const accounts = meeting.participants.filter(
    ({ user, email }) => user !== null && email !== meeting.created_by_email,
  );
  return (
    <Form
      error={offer.error}
      texts={{
        stale: 'Someone else changed this meeting. Look at it, then try again.',
      }}
      onSubmit={(data) => {
        const email = text(data, 'email').trim();
        offer.mutate(
          { ...read, email },
          {
            onSuccess: () => {
              toast({ text: `Offered to ${addressText(email)}` });
              onClose();
            },
          },
        );
      }}
      className="flex flex-col gap-4"
    >
      <Field
        label="New organiser"
        name="email"
        required
        hint="They need an account with a confirmed address."
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
      {meeting.transfer && (
        <p className="text-muted">The offer to {meeting.transfer.to} ends with this one.</p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Back</Button>
        <Button type="submit" look="primary" busy={offer.isPending}>
          Send offer
        </Button>
      </div>
    </Form>
  );
}
