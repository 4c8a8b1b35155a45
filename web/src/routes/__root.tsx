import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import type { RouterContext } from '@/app/router';
import { ServerBanner } from '@/components/layout/server-banner';

export const Route = createRootRouteWithContext<RouterContext>()({
  component: () => (
    <>
      <ServerBanner />
      <Outlet />
    </>
  ),
});
