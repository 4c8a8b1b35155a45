import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { instanceQuery } from '@/api/instance';
import { NarrowPage } from '@/components/layout/narrow-page';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { useLogIn } from '../mutations';

/** `next` is the page that asked for the log-in. */
export function LoginScreen({ next }: { next?: string | undefined }) {
  const router = useRouter();
  const logIn = useLogIn();
  return (
    <NarrowPage
      title="Log in"
      description={next && 'Then you are back on the page you were on.'}
      footer={<RegisterLink next={next} />}
    >
      <Form
        error={logIn.error}
        onSubmit={(data) =>
          logIn.mutate(
            { email: text(data, 'email'), password: text(data, 'password') },
            { onSuccess: () => void router.navigate({ href: next ?? '/dashboard' }) },
          )
        }
        className="flex flex-col gap-4"
      >
        <Field label="E-mail" name="email" required>
          <Input type="email" autoComplete="username" autoFocus />
        </Field>
        <Field label="Password" name="password" required>
          <PasswordInput autoComplete="current-password" />
        </Field>
        <Button type="submit" look="primary" busy={logIn.isPending}>
          Log in
        </Button>
        <Link to="/forgot" className="self-center text-accent underline underline-offset-2">
          I forgot my password
        </Link>
      </Form>
    </NarrowPage>
  );
}

/** Not where accounts are by invitation; its place is kept until that is known. */
function RegisterLink({ next }: { next: string | undefined }) {
  const { data, isPending, failureCount } = useQuery(instanceQuery);
  // Who cannot be told is let try.
  const isOpen = data ? data.registration === 'open' : failureCount > 0;
  if (!isOpen) return isPending ? <span className="invisible">…</span> : null;
  return (
    <>
      No account yet?{' '}
      <Link
        to="/register"
        search={next ? { next } : {}}
        className="text-accent underline underline-offset-2"
      >
        Register
      </Link>
    </>
  );
}
