import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { api, idempotency, unwrap } from '@/api/client';
import { Listing } from '@/components/list/listing';
import { RowLink, RowTable } from '@/components/list/row-table';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { Form } from '@/components/ui/form';
import { PageHeader } from '@/components/ui/page-header';
import { useToast } from '@/components/ui/toast';
import { Mark } from '../mark';
import { permissionsText } from '../permissions';
import { NEW_ROLE, RoleFields } from './form';
import { invalidateAdmin, PAGE_SIZE, rolesQuery } from './queries';

export function RoleList({ page }: { page: number | undefined }) {
  const query = useQuery(rolesQuery(page));
  const [making, setMaking] = useState(false);
  const make = (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" /> New role
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Roles"
        description="What staff may do. Superusers may do everything, without a role."
        actions={make}
      />
      <Listing
        query={query}
        page={page}
        pageSize={PAGE_SIZE}
        empty={
          <EmptyState icon={KeyRound} title="No roles yet">
            A role is a named set of permissions, such as “Help desk”. Make one, then give it to
            users.
          </EmptyState>
        }
      >
        {(roles, busy) => (
          <RowTable
            label="Roles"
            one="role"
            rows={roles}
            busy={busy}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Name',
                className: 'w-1/4',
                cell: ({ id, name, is_active }) => (
                  <span className="flex flex-wrap items-center gap-2">
                    <RowLink to="/admin/roles/$roleId" params={{ roleId: id }}>
                      {name}
                    </RowLink>
                    {!is_active && <Mark tone="off">Not in use</Mark>}
                  </span>
                ),
              },
              { title: 'Allows', cell: ({ permissions }) => permissionsText(permissions) },
              {
                title: 'Users',
                className: 'w-20 md:text-right',
                cell: ({ user_count }) => user_count,
              },
            ]}
          />
        )}
      </Listing>
      <Dialog open={making} onOpenChange={setMaking} title="New role">
        <NewRole onClose={() => setMaking(false)} />
      </Dialog>
    </>
  );
}

function NewRole({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [values, setValues] = useState(NEW_ROLE);
  const [keyFor] = useState(idempotency);
  const make = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/admin/roles/', { body: values, params: { header: keyFor(values) } })),
    onSuccess: ({ id, name }) => {
      toast({ text: `“${name}” is made` });
      void invalidateAdmin(client);
      void navigate({ to: '/admin/roles/$roleId', params: { roleId: id } });
    },
  });
  return (
    <Form error={make.error} onSubmit={() => make.mutate()} className="flex flex-col gap-4">
      <RoleFields
        values={values}
        onChange={(change) => setValues((before) => ({ ...before, ...change }))}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Discard</Button>
        <Button type="submit" look="primary" busy={make.isPending}>
          Make the role
        </Button>
      </div>
    </Form>
  );
}
