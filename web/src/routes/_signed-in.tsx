import { createFileRoute, Outlet, redirect } from '@tanstack/react-router';
import { lazy, Suspense, useDeferredValue, useRef, useState } from 'react';
import { meQuery, useUser } from '@/api/me';
import { restore, wasLoggedOut } from '@/api/session';
import { Shell } from '@/components/layout/shell';
import { SkeletonList } from '@/components/ui/skeleton';
import { useLogOut } from '@/features/auth/mutations';

const Palette = lazy(() => import('@/features/palette/components/palette'));

export const Route = createFileRoute('/_signed-in')({
  beforeLoad: async ({ location }) => {
    if (!(await restore()))
      throw redirect({
        to: '/login',
        search: wasLoggedOut() ? {} : { next: location.href },
        replace: true,
      });
  },
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: SignedIn,
});

function SignedIn() {
  const user = useUser();
  const logOut = useLogOut();
  const [searching, setSearching] = useState(false);
  const typed = useRef('');
  // The frame first; the page in it is rendered in slices, between which a slow phone can scroll and answer.
  const isFramed = useDeferredValue(true, false);
  const search = () => {
    typed.current = '';
    setSearching(true);
  };
  return (
    <Shell user={user} onSearch={search} onLogOut={() => void logOut()}>
      {isFramed ? <Outlet /> : <SkeletonList />}
      {searching && (
        // Keeps what is typed while the palette is loaded, and from being taken for shortcuts.
        <Suspense
          fallback={
            <input
              ref={(input) => input?.focus()}
              aria-label="Find"
              className="sr-only"
              onChange={(event) => {
                typed.current = event.target.value;
              }}
            />
          }
        >
          <Palette typed={typed} onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </Shell>
  );
}
