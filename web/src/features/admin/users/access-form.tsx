import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useStanding } from '@/api/admin';
import { api, ifMatch, unwrap } from '@/api/client';
import { meQuery } from '@/api/me';
import { DifferencePanel } from '@/components/difference-panel';
import { ListFailure } from '@/components/list/list-failure';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Form } from '@/components/ui/form';
import { SkeletonList } from '@/components/ui/skeleton';
import { useToast } from '@/components/ui/toast';
import type { Fields } from '@/lib/difference';
import { permissionsText } from '../permissions';
import { allRolesQuery, invalidateAdmin, type Role } from '../roles/queries';
import { useEdit } from '../use-edit';
import { type ReadUser, userQuery } from './queries';
import { useNews } from './use-news';

interface AccessValues {
  is_staff: boolean;
  is_superuser: boolean;
  /** Sorted, so that the same set is the same text. */
  roles: string[];
}

function accessOf({ user, etag }: ReadUser) {
  const { is_staff, is_superuser } = user;
  return { values: { is_staff, is_superuser, roles: user.roles.map(({ id }) => id).sort() }, etag };
}

function fieldsWith(roles: readonly Pick<Role, 'id' | 'name'>[]): Fields<AccessValues> {
  const nameOf = (id: string) => roles.find((role) => role.id === id)?.name ?? 'a deleted role';
  return {
    is_staff: {
      label: 'Staff',
      keys: ['is_staff'],
      text: ({ is_staff }) => (is_staff ? 'yes' : 'no'),
    },
    is_superuser: {
      label: 'Superuser',
      keys: ['is_superuser'],
      text: ({ is_superuser }) => (is_superuser ? 'yes' : 'no'),
    },
    roles: {
      label: 'Roles',
      keys: ['roles'],
      text: (values) => values.roles.map(nameOf).join(', ') || 'none',
    },
  };
}

/** What somebody may do in the administration; for who manages roles. */
export function AccessForm({ read, canTouch }: { read: ReadUser; canTouch: boolean }) {
  const { data, error, refetch } = useQuery(allRolesQuery);
  if (!data)
    return error ? (
      <ListFailure error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonList lines={3} />
    );
  return <Choices read={read} canTouch={canTouch} roles={data} />;
}

function Choices({
  read,
  canTouch,
  roles,
}: {
  read: ReadUser;
  canTouch: boolean;
  roles: readonly Role[];
}) {
  const { id } = read.user;
  const { may, is_superuser: amSuperuser } = useStanding();
  const client = useQueryClient();
  const toast = useToast();
  const news = useNews(read.user, 'access');
  const edit = useEdit<AccessValues>(
    fieldsWith([...roles, ...read.user.roles]),
    accessOf(read),
    async () => {
      const fresh = await client.fetchQuery({ ...userQuery(id), staleTime: 0 });
      void client.invalidateQueries({ queryKey: allRolesQuery.queryKey });
      news.compare(fresh.user);
      return accessOf(fresh);
    },
  );
  const { values } = edit;
  const mayGive = (role: Role) => role.permissions.every(may);
  // Whoever has more than I have is out of my reach, whether or not the role is in use.
  const has = (role: Role) => edit.base.roles.includes(role.id);
  const canEdit = canTouch && roles.every((role) => !has(role) || mayGive(role));
  const save = useMutation({
    mutationFn: () => {
      const { is_superuser, ...others } = values;
      return unwrap(
        api.PATCH('/api/admin/users/{uid}/access/', {
          params: { path: { uid: id }, header: ifMatch(edit.etag) },
          body: amSuperuser ? values : others,
        }),
      );
    },
    onSuccess: async () => {
      await invalidateAdmin(client);
      edit.end();
      toast({ text: 'What they may do is saved' });
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
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
          values={values}
          onChange={edit.set}
        />
      )}
      <fieldset disabled={!canEdit} className="flex min-w-0 flex-col gap-4">
        <legend className="sr-only">What they may do</legend>
        <Checkbox
          name="is_staff"
          label="Staff"
          hint="May open the administration, as far as the roles allow."
          checked={values.is_staff}
          onChange={({ target }) => edit.set({ is_staff: target.checked })}
        />
        <Checkbox
          name="is_superuser"
          label="Superuser"
          hint={
            amSuperuser
              ? 'May do everything, also without a role.'
              : 'Only superusers make superusers, or undo them.'
          }
          disabled={!amSuperuser}
          checked={values.is_superuser}
          onChange={({ target }) => edit.set({ is_superuser: target.checked })}
        />
        <fieldset>
          <legend className="mb-2 font-medium">Roles</legend>
          {roles.length === 0 && <p className="text-muted">There are no roles yet.</p>}
          <div className="flex flex-col gap-3">
            {roles.map((role) => (
              <Checkbox
                key={role.id}
                label={role.is_active ? role.name : `${role.name} (not in use)`}
                hint={
                  mayGive(role)
                    ? permissionsText(role.permissions)
                    : 'It allows what you may not do yourself.'
                }
                checked={values.roles.includes(role.id)}
                disabled={!mayGive(role)}
                onChange={({ target }) =>
                  edit.set({
                    roles: target.checked
                      ? [...values.roles, role.id].sort()
                      : values.roles.filter((other) => other !== role.id),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
      </fieldset>
      {values.roles.length > 0 && !values.is_staff && !values.is_superuser && (
        <p className="text-muted text-small">Roles allow nothing to who is not staff.</p>
      )}
      {canEdit && (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" busy={save.isPending}>
            Save what they may do
          </Button>
          {edit.isChanged && <Button onClick={edit.end}>Discard</Button>}
        </div>
      )}
    </Form>
  );
}
