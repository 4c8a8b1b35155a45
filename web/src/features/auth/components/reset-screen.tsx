import { Link } from '@tanstack/react-router';
import { NarrowPage } from '@/components/layout/narrow-page';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { PasswordInput } from '@/components/ui/password-input';
import { useResetPassword } from '../mutations';

/** What the link in the mail opens. The server ends every session of the account. */
export function ResetScreen({ token }: { token: string }) {
  const reset = useResetPassword();
  if (reset.isSuccess)
    return (
      <NarrowPage title="Password changed">
        <Alert tone="yes" className="mb-4">
          The new password holds now. You are logged out everywhere.
        </Alert>
        <Button asChild look="primary">
          <Link to="/login">Log in</Link>
        </Button>
      </NarrowPage>
    );
  return (
    <NarrowPage
      title="Choose a new password"
      footer={
        <Link to="/forgot" className="text-accent underline underline-offset-2">
          Ask for another link
        </Link>
      }
    >
      <Form
        error={reset.error}
        onSubmit={(data) =>
          reset.mutate({
            token,
            new_password: text(data, 'new_password'),
            new_password2: text(data, 'new_password2'),
          })
        }
        className="flex flex-col gap-4"
      >
        <Field label="New password" name="new_password" required hint="At least 8 characters.">
          <PasswordInput autoComplete="new-password" autoFocus />
        </Field>
        <Field label="New password again" name="new_password2" required>
          <PasswordInput autoComplete="new-password" />
        </Field>
        <Button type="submit" look="primary" busy={reset.isPending}>
          Change the password
        </Button>
      </Form>
    </NarrowPage>
  );
}
