import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import type { User } from '@/api/session';
import { Providers } from '@/app/providers';
import { createQueryClient } from '@/app/query-client';
import { createAppRouter } from '@/app/router';
import { ToastProvider } from '@/components/ui/toast';
import { server, session } from './server';

/** Parts that need no route. */
export function renderPart(part: ReactNode) {
  const queryClient = createQueryClient();
  const user = userEvent.setup();
  const view = render(
    <QueryClientProvider client={queryClient}>
      <ToastProvider>{part}</ToastProvider>
    </QueryClientProvider>,
  );
  return { user, queryClient, ...view };
}

/** The whole app at an address; the tests say by `server.use` what the server knows. */
export function renderApp(path: string) {
  const queryClient = createQueryClient();
  const router = createAppRouter(queryClient, createMemoryHistory({ initialEntries: [path] }));
  const user = userEvent.setup();
  const view = render(<Providers queryClient={queryClient} router={router} />);
  return { user, queryClient, router, ...view };
}

/** A browser with a session of that person. */
export function signInAs(user: User): void {
  localStorage.setItem('signed-in', '1');
  server.use(...session(user));
}
