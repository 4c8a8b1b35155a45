import { useState } from 'react';
import { useUser } from '@/api/me';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { PasswordInput } from '@/components/ui/password-input';
import { useToast } from '@/components/ui/toast';
import { useChangePassword } from '../mutations';

export function PasswordForm() {
  const { email } = useUser();
  const change = useChangePassword();
  const toast = useToast();
  // A new form is an empty one.
  const [changes, setChanges] = useState(0);
  return (
    <Form
      key={changes}
      error={change.error}
      onSubmit={(data) =>
        change.mutate(
          {
            old_password: text(data, 'old_password'),
            new_password: text(data, 'new_password'),
            new_password2: text(data, 'new_password2'),
          },
          {
            onSuccess: () => {
              setChanges(changes + 1);
              toast({ text: 'Password changed. All your other sessions have ended.' });
            },
          },
        )
      }
      className="flex flex-col gap-4"
    >
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <Field label="Current password" name="old_password" required>
        <PasswordInput autoComplete="current-password" />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="New password" name="new_password" required hint="At least 8 characters.">
          <PasswordInput autoComplete="new-password" />
        </Field>
        <Field label="New password again" name="new_password2" required>
          <PasswordInput autoComplete="new-password" />
        </Field>
      </div>
      <Button type="submit" look="primary" busy={change.isPending} className="self-start">
        Change the password
      </Button>
    </Form>
  );
}
