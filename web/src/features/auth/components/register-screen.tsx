import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { instanceQuery } from '@/api/instance';
import { NarrowPage } from '@/components/layout/narrow-page';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { Skeleton } from '@/components/ui/skeleton';
import { ZonePicker } from '@/components/ui/zone-picker';
import { domainText } from '@/lib/address';
import { browserZone } from '@/lib/time';
import { useLogIn, useRegister } from '../mutations';

/** Where anybody may: makes an account and is signed in with it at once. */
export function RegisterScreen({ next }: { next?: string | undefined }) {
  const { data, failureCount } = useQuery(instanceQuery);
  const isClosed = data?.registration === 'invitation';
  return (
    <NarrowPage
      title={isClosed ? 'By invitation' : 'Register'}
      footer={
        <>
          You have an account?{' '}
          <Link
            to="/login"
            search={next ? { next } : {}}
            className="text-accent underline underline-offset-2"
          >
            Log in
          </Link>
        </>
      }
    >
      {isClosed ? (
        <p>
          Accounts are by invitation here. Ask whoever runs this server, or its administrators, to
          make one for you: you get a mail with a link to choose a password.
        </p>
      ) : data || failureCount > 0 ? (
        <Registration next={next} domains={(data?.allowed_mail_domains ?? []).map(domainText)} />
      ) : (
        <Skeleton className="h-96" />
      )}
    </NarrowPage>
  );
}

function Registration({
  next,
  domains,
}: {
  next: string | undefined;
  /** Whose addresses may register; any, if there are none. */
  domains: readonly string[];
}) {
  const router = useRouter();
  const register = useRegister();
  const logIn = useLogIn();
  const [zone, setZone] = useState(browserZone);

  const submit = async (data: FormData) => {
    const email = text(data, 'email');
    const password = text(data, 'password');
    await register.mutateAsync({
      email,
      password,
      password2: text(data, 'password2'),
      first_name: text(data, 'first_name'),
      last_name: text(data, 'last_name'),
      time_zone: zone,
    });
    try {
      await logIn.mutateAsync({ email, password });
      await router.navigate({ href: next ?? '/dashboard' });
    } catch {
      // The account is there; only the log-in failed, and that page says why.
      await router.navigate({ to: '/login', search: next ? { next } : {} });
    }
  };

  return (
    <Form
      error={register.error}
      onSubmit={(data) => void submit(data).catch(() => undefined)}
      className="flex flex-col gap-4"
    >
      <Field
        label="E-mail"
        name="email"
        required
        hint={
          <>
            Invitations come here. A mail may ask you to confirm that it is yours.
            {domains.length > 0 && ` It has to be an address of ${domainsText(domains)}.`}
          </>
        }
      >
        <Input type="email" autoComplete="username" autoFocus maxLength={254} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="First name" name="first_name">
          <Input autoComplete="given-name" maxLength={150} />
        </Field>
        <Field label="Last name" name="last_name">
          <Input autoComplete="family-name" maxLength={150} />
        </Field>
      </div>
      <Field label="Password" name="password" required hint="At least 8 characters.">
        <PasswordInput autoComplete="new-password" />
      </Field>
      <Field label="Password again" name="password2" required>
        <PasswordInput autoComplete="new-password" />
      </Field>
      <Field label="Time zone" name="time_zone" required hint="Times are shown in it.">
        <ZonePicker value={zone} onChange={setZone} />
      </Field>
      <Button type="submit" look="primary" busy={register.isPending || logIn.isPending}>
        Register
      </Button>
    </Form>
  );
}

/** "example.org or example.com" */
function domainsText(domains: readonly string[]): string {
  return [domains.slice(0, -1).join(', '), domains.at(-1)].filter(Boolean).join(' or ');
}
