import { MessageSquare } from 'lucide-react';
import { useState } from 'react';
import type { Meeting, Participant } from '@/api/meetings';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form } from '@/components/ui/form';
import { Textarea } from '@/components/ui/textarea';
import { useToast } from '@/components/ui/toast';
import { useSayNote } from '../mutations';

/** What I say to the organiser with my answer; for who has answered. */
export function AnswerNote({ meeting, mine }: { meeting: Meeting; mine: Participant }) {
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const say = useSayNote(meeting);

  if (!isOpen)
    return (
      <Button size="small" look="quiet" className="mt-2" onClick={() => setOpen(true)}>
        <MessageSquare aria-hidden="true" /> {mine.note ? 'Change the note' : 'Add a note'}
      </Button>
    );
  const save = (data: FormData) =>
    say.mutate(
      { mine, note: String(data.get('note') ?? '') },
      {
        onSuccess: () => {
          setOpen(false);
          toast({ text: 'The organiser reads your note' });
        },
      },
    );
  return (
    <Form className="mt-3 flex max-w-md flex-col gap-3" error={say.error} onSubmit={save}>
      <Field name="note" label="Note to the organiser">
        <Textarea name="note" rows={2} maxLength={1000} defaultValue={mine.note} autoFocus />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" look="primary" size="small" disabled={say.isPending}>
          Save the note
        </Button>
        <Button size="small" onClick={() => setOpen(false)}>
          Discard
        </Button>
      </div>
    </Form>
  );
}
