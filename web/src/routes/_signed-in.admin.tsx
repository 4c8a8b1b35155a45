import { createFileRoute, Outlet, useLocation } from '@tanstack/react-router';
import { standingQuery } from '@/api/admin';
import { AdminFrame } from '@/features/admin/frame';

export const Route = createFileRoute('/_signed-in/admin')({
  // Who is not staff is answered as if nothing were here.
  loader: ({ context }) => context.queryClient.ensureQueryData(standingQuery),
  component: Admin,
});

function Admin() {
  const { pathname } = useLocation();
  return (
    <AdminFrame path={pathname}>
      <Outlet />
    </AdminFrame>
  );
}
