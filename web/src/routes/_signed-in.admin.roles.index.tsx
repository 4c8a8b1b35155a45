import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { RoleList } from '@/features/admin/roles/role-list';
import { laterPage } from '@/lib/url-search';

export const Route = createFileRoute('/_signed-in/admin/roles/')({
  validateSearch: (raw: Record<string, unknown>) => raw,
  component: Roles,
});

function Roles() {
  const page = laterPage(Route.useSearch().page);
  return (
    <Guarded needs="roles.edit" title="Roles">
      <RoleList page={page} />
    </Guarded>
  );
}
