import { Link } from '@tanstack/react-router';
import { NarrowPage } from '@/components/layout/narrow-page';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { useRequestReset } from '../mutations';

export function ForgotScreen() {
  const request = useRequestReset();
  return (
    <NarrowPage
      title="Forgot your password?"
      description="You get a mail with a link to choose a new one."
      footer={
        <Link to="/login" className="text-accent underline underline-offset-2">
          Back to the log-in
        </Link>
      }
    >
      {request.isSuccess ? (
        <Alert tone="yes">
          If {request.variables} has an account, a mail with a link is on its way. It may take a
          minute; look into the spam folder too.
        </Alert>
      ) : (
        <Form
          error={request.error}
          onSubmit={(data) => request.mutate(text(data, 'email'))}
          className="flex flex-col gap-4"
        >
          <Field label="E-mail" name="email" required>
            <Input type="email" autoComplete="username" autoFocus />
          </Field>
          <Button type="submit" look="primary" busy={request.isPending}>
            Send the link
          </Button>
        </Form>
      )}
    </NarrowPage>
  );
}
