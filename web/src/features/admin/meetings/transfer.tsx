import { useMutation } from '@tanstack/react-query';
import { UserRoundPen } from 'lucide-react';
import { useState } from 'react';
import { api, idempotency, ifMatch, unwrap } from '@/api/client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';

/** Makes another user the organiser at once. */
export function Transfer(props: { id: string; etag: string | null; onDone: () => Promise<void> }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <UserRoundPen aria-hidden="true" /> Change organiser
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Make someone else the organiser?"
        description="This happens at once, without asking them. The new organiser, the former one and all participants are told. Co-organisers become guests."
      >
        <Question {...props} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Question({
  id,
  etag,
  onDone,
  onClose,
}: {
  id: string;
  etag: string | null;
  onDone: () => Promise<void>;
  onClose: () => void;
}) {
  const toast = useToast();
  const [keyFor] = useState(idempotency);
  const transfer = useMutation({
    mutationFn: (email: string) =>
      unwrap(
        api.POST('/api/admin/meetings/{id}/hand-over/', {
          params: { path: { id }, header: { ...ifMatch(etag), ...keyFor({ id, email }) } },
          body: { email },
        }),
      ),
    onSuccess: (_, email) => {
      toast({ text: `${addressText(email)} is the organiser now` });
      onClose();
    },
    onSettled: onDone,
  });
  return (
    <Form
      error={transfer.error}
      texts={{
        stale: 'Someone else changed this meeting. Look at it, then try again.',
        scheduling_conflict: 'They are busy then, and this meeting doesn’t allow double booking.',
      }}
      onSubmit={(data) => transfer.mutate(text(data, 'email').trim())}
      className="flex flex-col gap-4"
    >
      <Field
        label="New organiser"
        name="email"
        required
        hint="They need an account with a confirmed address."
      >
        <Input type="email" autoComplete="off" maxLength={254} />
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Back</Button>
        <Button type="submit" look="primary" busy={transfer.isPending}>
          Change organiser
        </Button>
      </div>
    </Form>
  );
}
