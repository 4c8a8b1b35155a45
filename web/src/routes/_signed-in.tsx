import { createFileRoute, Outlet, redirect } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { meQuery, useUser } from '@/api/me';
import { restore } from '@/api/session';
import { Shell } from '@/components/layout/shell';
import { useLogOut } from '@/features/auth/mutations';

const Palette = lazy(() => import('@/features/palette/components/palette'));

export const Route = createFileRoute('/_signed-in')({
  beforeLoad: async ({ location }) => {
    if (!(await restore()))
      throw redirect({ to: '/login', search: { next: location.href }, replace: true });
  },
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: SignedIn,
});

function SignedIn() {
  const user = useUser();
  const logOut = useLogOut();
  const [searching, setSearching] = useState(false);
  return (
    <Shell user={user} onSearch={() => setSearching(true)} onLogOut={() => void logOut()}>
      <Outlet />
      {searching && (
        <Suspense>
          <Palette onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </Shell>
  );
}
