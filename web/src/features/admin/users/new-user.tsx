import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, idempotency, unwrap } from '@/api/client';
import { useViewerZone } from '@/api/me';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { invalidateAdmin } from '../roles/queries';
import { ProfileFields, type ProfileValues } from './profile-form';

/** Without a password: who owns the address chooses it by the link that is mailed there. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const zone = useViewerZone();
  const [email, setEmail] = useState('');
  const [values, setValues] = useState<ProfileValues>({
    username: '',
    first_name: '',
    last_name: '',
    time_zone: zone,
  });
  const [keyFor] = useState(idempotency);
  const body = { ...values, email: email.trim() };
  const make = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/admin/users/', { body, params: { header: keyFor(body) } })),
    onSuccess: (made) => {
      toast({ text: `A mail to ${addressText(made.email)} is on its way` });
      void invalidateAdmin(client);
      void navigate({ to: '/admin/users/$userId', params: { userId: made.id } });
    },
  });
  return (
    <Form error={make.error} onSubmit={() => make.mutate()} className="flex flex-col gap-4">
      <Field label="E-mail" name="email" required hint="It is the account, and cannot be changed.">
        <Input
          type="email"
          autoComplete="off"
          maxLength={254}
          value={email}
          onChange={({ target }) => setEmail(target.value)}
        />
      </Field>
      <ProfileFields
        values={values}
        onChange={(change) => setValues((before) => ({ ...before, ...change }))}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Discard</Button>
        <Button type="submit" look="primary" busy={make.isPending}>
          Make the account
        </Button>
      </div>
    </Form>
  );
}
