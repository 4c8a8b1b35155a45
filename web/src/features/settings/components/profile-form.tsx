import { useUser } from '@/api/me';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form, text } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { useChangeProfile } from '../mutations';

export function ProfileForm() {
  const user = useUser();
  const change = useChangeProfile();
  const toast = useToast();
  return (
    <Form
      error={change.error}
      onSubmit={(data) =>
        change.mutate(
          {
            first_name: text(data, 'first_name'),
            last_name: text(data, 'last_name'),
            username: text(data, 'username'),
          },
          { onSuccess: () => toast({ text: 'Profile saved' }) },
        )
      }
      className="flex flex-col gap-4"
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="First name" name="first_name">
          <Input autoComplete="given-name" maxLength={150} defaultValue={user.first_name} />
        </Field>
        <Field label="Last name" name="last_name">
          <Input autoComplete="family-name" maxLength={150} defaultValue={user.last_name} />
        </Field>
      </div>
      <Field label="User name" name="username" hint="Nobody else has the same.">
        <Input autoComplete="nickname" maxLength={150} defaultValue={user.username ?? ''} />
      </Field>
      <div>
        <p className="font-medium">E-mail</p>
        <p>
          <span className="break-all">{addressText(user.email)}</span>{' '}
          <span className="text-muted text-small">It is your account, and stays as it is.</span>
        </p>
      </div>
      <Button type="submit" look="primary" busy={change.isPending} className="self-start">
        Save the profile
      </Button>
    </Form>
  );
}
