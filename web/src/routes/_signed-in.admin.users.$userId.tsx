import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { UserScreen } from '@/features/admin/users/user-screen';

export const Route = createFileRoute('/_signed-in/admin/users/$userId')({ component: User });

function User() {
  const { userId } = Route.useParams();
  return (
    <Guarded needs="users.view" title="User">
      <UserScreen key={userId} id={userId} />
    </Guarded>
  );
}
