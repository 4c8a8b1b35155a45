import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ifMatch, unwrap } from '@/api/client';
import { DifferencePanel } from '@/components/difference-panel';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import { ZonePicker } from '@/components/ui/zone-picker';
import type { Fields } from '@/lib/difference';
import { zoneCity } from '@/lib/time';
import { invalidateAdmin } from '../roles/queries';
import { useEdit } from '../use-edit';
import { type ReadUser, userQuery } from './queries';
import { useNews } from './use-news';

export interface ProfileValues {
  first_name: string;
  last_name: string;
  username: string;
  time_zone: string;
}

const PROFILE_FIELDS: Fields<ProfileValues> = {
  first_name: {
    label: 'First name',
    keys: ['first_name'],
    text: ({ first_name }) => first_name || 'empty',
  },
  last_name: {
    label: 'Last name',
    keys: ['last_name'],
    text: ({ last_name }) => last_name || 'empty',
  },
  username: { label: 'User name', keys: ['username'], text: ({ username }) => username || 'empty' },
  time_zone: {
    label: 'Time zone',
    keys: ['time_zone'],
    text: ({ time_zone }) => zoneCity(time_zone),
  },
};

function profileOf({ user, etag }: ReadUser) {
  const { first_name, last_name, username, time_zone } = user;
  return { values: { first_name, last_name, username: username ?? '', time_zone }, etag };
}

/** What is said about somebody. */
export function ProfileForm({ read, canEdit }: { read: ReadUser; canEdit: boolean }) {
  const { id } = read.user;
  const client = useQueryClient();
  const toast = useToast();
  const news = useNews(read.user, 'profile');
  const edit = useEdit<ProfileValues>(PROFILE_FIELDS, profileOf(read), async () => {
    const fresh = await client.fetchQuery({ ...userQuery(id), staleTime: 0 });
    news.compare(fresh.user);
    return profileOf(fresh);
  });
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH('/api/admin/users/{uid}/', {
          params: { path: { uid: id }, header: ifMatch(edit.etag) },
          body: edit.values,
        }),
      ),
    onSuccess: async () => {
      await invalidateAdmin(client);
      edit.end();
      toast({ text: 'The account is saved' });
    },
    onError: async (error) => {
      if (await edit.refused(error)) save.reset();
    },
  });
  return (
    <Form error={save.error} onSubmit={() => save.mutate()} className="flex flex-col gap-4">
      {edit.meanwhile && (
        <DifferencePanel
          what="this account"
          differences={edit.meanwhile}
          news={news.sentences}
          values={edit.values}
          onChange={edit.set}
        />
      )}
      <fieldset disabled={!canEdit} className="flex min-w-0 flex-col gap-4">
        <legend className="sr-only">About them</legend>
        <ProfileFields values={edit.values} onChange={edit.set} />
      </fieldset>
      {canEdit && (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" busy={save.isPending}>
            Save the account
          </Button>
          {edit.isChanged && <Button onClick={edit.end}>Discard</Button>}
        </div>
      )}
    </Form>
  );
}

export function ProfileFields({
  values,
  onChange,
}: {
  values: ProfileValues;
  onChange: (change: Partial<ProfileValues>) => void;
}) {
  const input = (key: keyof ProfileValues) => (
    <Input
      autoComplete="off"
      maxLength={150}
      value={values[key]}
      onChange={({ target }) => onChange({ [key]: target.value })}
    />
  );
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="First name" name="first_name">
          {input('first_name')}
        </Field>
        <Field label="Last name" name="last_name">
          {input('last_name')}
        </Field>
      </div>
      <Field label="User name" name="username" hint="Nobody else has the same.">
        {input('username')}
      </Field>
      <Field label="Time zone" name="time_zone" required hint="They see times in it.">
        <ZonePicker
          value={values.time_zone}
          onChange={(time_zone) => onChange({ time_zone })}
          className="disabled:opacity-60"
        />
      </Field>
    </>
  );
}
