import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useStanding } from '@/api/admin';
import { api, ifMatch, unwrap } from '@/api/client';
import { DifferencePanel } from '@/components/difference-panel';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Form } from '@/components/ui/form';
import { PageHeader } from '@/components/ui/page-header';
import { useToast } from '@/components/ui/toast';
import { Act } from '../act';
import { BackTo } from '../back-to';
import { Mark } from '../mark';
import { useEdit } from '../use-edit';
import { ROLE_FIELDS, RoleFields, type RoleValues, valuesOf } from './form';
import { invalidateAdmin, roleQuery } from './queries';

export function RoleScreen({ id }: { id: string }) {
  const { data } = useSuspenseQuery(roleQuery(id));
  const { role } = data;
  const { may } = useStanding();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const edit = useEdit<RoleValues>(
    ROLE_FIELDS,
    { values: valuesOf(role), etag: data.etag },
    async () => {
      const fresh = await client.fetchQuery({ ...roleQuery(id), staleTime: 0 });
      return { values: valuesOf(fresh.role), etag: fresh.etag };
    },
  );
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT('/api/admin/roles/{rid}/', {
          params: { path: { rid: id }, header: ifMatch(edit.etag) },
          body: edit.values,
        }),
      ),
    onSuccess: async ({ name }) => {
      await invalidateAdmin(client);
      edit.end();
      toast({ text: `“${name}” is saved` });
    },
    onError: async (error) => {
      if (await edit.refused(error)) save.reset();
    },
  });
  const remove = async () => {
    await unwrap(
      api.DELETE('/api/admin/roles/{rid}/', {
        params: { path: { rid: id }, header: ifMatch(data.etag) },
      }),
    );
    await navigate({ to: '/admin/roles', replace: true });
    client.removeQueries({ queryKey: roleQuery(id).queryKey });
    void invalidateAdmin(client);
  };
  const isBeyond = !role.permissions.every(may);
  const users = role.user_count === 1 ? '1 user has it' : `${role.user_count} users have it`;

  return (
    <>
      <BackTo to="/admin/roles">Roles</BackTo>
      <PageHeader
        title={role.name}
        description={
          <span className="flex flex-wrap items-center gap-2">
            {!role.is_active && <Mark tone="off">Not in use</Mark>}
            {users}
          </span>
        }
        actions={
          !isBeyond && (
            <Act
              label="Delete"
              icon={Trash2}
              danger
              question={`Delete the role “${role.name}”?`}
              consequence={
                role.user_count === 0
                  ? 'Nobody has it.'
                  : `${users}, and may not do what it allows any more.`
              }
              confirm="Delete the role"
              done={`“${role.name}” is deleted`}
              run={remove}
            />
          )
        }
      />
      {isBeyond ? (
        <Alert>
          This role allows what you may not do yourself, so you can see it and not change it.
        </Alert>
      ) : null}
      <Card className="mt-4 max-w-3xl">
        <Form error={save.error} onSubmit={() => save.mutate()} className="flex flex-col gap-5">
          {edit.meanwhile && (
            <DifferencePanel
              what="this role"
              differences={edit.meanwhile}
              values={edit.values}
              onChange={edit.set}
            />
          )}
          <fieldset disabled={isBeyond} className="flex flex-col gap-5">
            <legend className="sr-only">The role</legend>
            <RoleFields values={edit.values} onChange={edit.set} />
          </fieldset>
          {!isBeyond && (
            <div className="flex flex-wrap gap-2">
              <Button type="submit" look="primary" busy={save.isPending}>
                Save the role
              </Button>
              {edit.isChanged && <Button onClick={edit.end}>Discard</Button>}
            </div>
          )}
        </Form>
      </Card>
    </>
  );
}
