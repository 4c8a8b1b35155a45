import { useUser } from '@/api/me';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { addressText } from '@/lib/address';
import { useChangeEmail } from '../mutations';

export function EmailForm() {
  const { email } = useUser();
  const change = useChangeEmail();
  const asked = change.isSuccess ? change.variables.email : null;
  return (
    <div className="flex flex-col gap-4">
      <p className="break-all font-medium">{addressText(email)}</p>
      {asked !== null && (
        <Alert tone="yes">
          We sent a link to <span className="break-all font-medium">{addressText(asked)}</span>.
          Your address changes when you open it and confirm, within 24 hours.
        </Alert>
      )}
      <Form
        // A new form is an empty one.
        key={asked}
        error={change.error}
        onSubmit={(data) =>
          change.mutate({ email: text(data, 'email'), password: text(data, 'password') })
        }
        className="flex flex-col gap-4"
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="New e-mail address" name="email" required>
            <Input type="email" autoComplete="email" />
          </Field>
          <Field label="Your password" name="password" required>
            <PasswordInput autoComplete="current-password" />
          </Field>
        </div>
        <Button type="submit" look="primary" busy={change.isPending} className="self-start">
          Change e-mail address
        </Button>
      </Form>
    </div>
  );
}
