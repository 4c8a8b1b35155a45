import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import type { RouterContext } from '@/app/router';
import { NotFoundAnywhere } from '@/components/layout/failure';
import { ServerBanner } from '@/components/layout/server-banner';

export const Route = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFoundAnywhere,
  component: () => (
    <>
      <ServerBanner />
      <Outlet />
    </>
  ),
});
