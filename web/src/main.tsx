import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { reportLost } from './api/reachable';
import { Providers } from './app/providers';
import { createQueryClient } from './app/query-client';
import { createAppRouter } from './app/router';
import './styles/index.css';

window.addEventListener('vite:preloadError', (event) => {
  // Else the router loads the page again, which leaves nothing of it while the server is gone.
  event.preventDefault();
  void reportLost();
});

// Not awaited: of an entry that awaits, the bundler makes a file for each route, and a page loads them all.
void start();

/** Between its tasks, and between the slices in which the page is rendered, a slow phone can scroll and answer. */
async function start() {
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root.');

  await nextTask();
  const queryClient = createQueryClient();
  const router = createAppRouter(queryClient);
  // The code of the page comes while the session is restored, not after it. What fails is loaded again.
  const [pageRoutes] = router.getMatchedRoutes(router.latestLocation.pathname);
  for (const route of pageRoutes) router.loadRouteChunk(route)?.catch(() => undefined);

  await nextTask();
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <Providers queryClient={queryClient} router={router} />
      </StrictMode>,
    ),
  );
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
