import type { Participant } from '@/api/meetings';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { useRenameParticipant } from '../mutations';

/** Corrects how a participant is called; nobody is mailed. */
export function RenameParticipant({
  meetingId,
  participant,
  onClose,
}: {
  meetingId: string;
  participant: Participant;
  onClose: () => void;
}) {
  const toast = useToast();
  const rename = useRenameParticipant(meetingId);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Edit name"
      description={`${addressText(participant.email)}. No e-mails will be sent.`}
    >
      <Form
        error={rename.error}
        onSubmit={(data) =>
          rename.mutate(
            { pid: participant.id, name: text(data, 'name').trim() },
            {
              onSuccess: ({ name, email }) => {
                toast({ text: `Saved “${name || addressText(email)}”` });
                onClose();
              },
            },
          )
        }
        className="flex flex-col gap-4"
      >
        <Field label="Name" name="name">
          <Input defaultValue={participant.name} maxLength={150} autoComplete="off" autoFocus />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="primary" busy={rename.isPending}>
            Save
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
