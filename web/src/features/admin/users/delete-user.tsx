import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { adminKey, useStanding } from '@/api/admin';
import { api, ifMatch, unwrap } from '@/api/client';
import { useViewerZone } from '@/api/me';
import { invalidateMeetings } from '@/api/meetings';
import { Problem } from '@/api/problem';
import { BusyList } from '@/components/meetings/clash-line';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { Radio } from '@/components/ui/radio';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { invalidateAdmin } from '../roles/queries';
import { countOf } from '../words';
import { nameOf, type ReadUser, userQuery } from './queries';

/** Asks what becomes of the meetings before the account goes. */
export function DeleteUser({ read }: { read: ReadUser }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        <Trash2 aria-hidden="true" /> Delete
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Delete ${nameOf(read.user)}?`}
        description={
          <span className="break-words">
            The account {addressText(read.user.email)} is gone for good, with its sessions and
            settings. Where they are invited to something still to come they decline, and the
            organiser is told.
          </span>
        }
      >
        <Question read={read} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Question({ read, onClose }: { read: ReadUser; onClose: () => void }) {
  const { user, etag } = read;
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const zone = useViewerZone();
  const count = user.meetings_organised;
  const { may } = useStanding();
  const canHandOver = may('meetings.edit_all');
  const [fate, setFate] = useState<'cancel' | 'hand_over'>(canHandOver ? 'hand_over' : 'cancel');
  const [to, setTo] = useState('');
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/api/admin/users/{uid}/', {
          params: { path: { uid: user.id }, header: ifMatch(etag) },
          body:
            count > 0 && fate === 'hand_over'
              ? { meetings: 'hand_over', to: to.trim() }
              : { meetings: 'cancel' },
        }),
      ),
    onSuccess: async (begun) => {
      const email = addressText(user.email);
      toast({
        text: begun?.deletion
          ? `The account ${email} is being deleted, with ${countOf(begun.deletion.meetings, 'meeting')}`
          : `The account ${email} is deleted`,
      });
      await navigate({ to: '/admin/users', replace: true });
      client.removeQueries({ queryKey: userQuery(user.id).queryKey });
      void invalidateAdmin(client);
      void invalidateMeetings(client);
    },
    onError: () => void client.invalidateQueries({ queryKey: adminKey }),
  });
  const problem = remove.error ? Problem.from(remove.error) : null;
  const busy = Object.entries(problem?.conflicts ?? {});
  return (
    <Form
      error={remove.error}
      texts={{
        stale: 'Somebody else changed this account meanwhile. Look at it, then try again.',
        scheduling_conflict: `${to.trim()} is busy at the time of a meeting that forbids clashes. Nothing was done.`,
      }}
      onSubmit={() => remove.mutate()}
      className="flex flex-col gap-4"
    >
      {busy.length > 0 && (
        <BusyList
          busy={busy.map(([email, clashes]) => ({ email, label: addressText(email), clashes }))}
          zone={zone}
          viewer={zone}
        />
      )}
      {count === 0 ? (
        <p>They organise no meetings.</p>
      ) : (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-2 font-medium">
            What becomes of the {countOf(count, 'meeting')} that they organise?
          </legend>
          {canHandOver && (
            <Radio
              name="meetings"
              label="Another user organises them; all participants are told."
              checked={fate === 'hand_over'}
              onChange={() => setFate('hand_over')}
            />
          )}
          {fate === 'hand_over' && (
            <Field
              label="Who"
              name="to"
              required
              hint="The address of somebody with an active account here, who has confirmed it."
              className="ml-6"
            >
              <Input
                type="email"
                autoComplete="off"
                maxLength={254}
                value={to}
                onChange={({ target }) => setTo(target.value)}
              />
            </Field>
          )}
          <Radio
            name="meetings"
            label="They are cancelled; everybody invited to one still to come is told."
            checked={fate === 'cancel'}
            onChange={() => setFate('cancel')}
          />
        </fieldset>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Keep the account</Button>
        <Button type="submit" look="danger" busy={remove.isPending}>
          Delete it for good
        </Button>
      </div>
    </Form>
  );
}
