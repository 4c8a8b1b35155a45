import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { usersSearch } from '@/features/admin/users/search';
import { UserList } from '@/features/admin/users/user-list';

export const Route = createFileRoute('/_signed-in/admin/users/')({
  // Read by the screen: what the addresses of staff understand is no part of the first page.
  validateSearch: (raw: Record<string, unknown>) => raw,
  component: Users,
});

function Users() {
  const search = usersSearch(Route.useSearch());
  return (
    <Guarded needs="users.view" title="Users">
      <UserList search={search} />
    </Guarded>
  );
}
