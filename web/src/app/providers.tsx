import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { signedIn } from '@/api/session';
import { ToastProvider } from '@/components/ui/toast';
import type { AppRouter } from './router';

/** Everything that pages rely on around them. */
export function Providers({
  queryClient,
  router,
}: {
  queryClient: QueryClient;
  router: AppRouter;
}) {
  // A session that ends lets the guard of `_signed-in` send one to the log-in, and back later. What
  // was read goes after that, since a page that is still there would read it again.
  useEffect(
    () =>
      signedIn.subscribe(() => {
        if (signedIn.get()) return;
        void router.invalidate().then(() => {
          if (!signedIn.get()) queryClient.clear();
        });
      }),
    [router, queryClient],
  );
  return (
    <QueryClientProvider client={queryClient}>
      <ToastProvider>
        <RouterProvider router={router} />
      </ToastProvider>
    </QueryClientProvider>
  );
}
