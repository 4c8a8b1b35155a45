import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { RoleScreen } from '@/features/admin/roles/role-screen';

export const Route = createFileRoute('/_signed-in/admin/roles/$roleId')({ component: Role });

function Role() {
  const { roleId } = Route.useParams();
  return (
    <Guarded needs="roles.edit" title="Role">
      <RoleScreen key={roleId} id={roleId} />
    </Guarded>
  );
}
