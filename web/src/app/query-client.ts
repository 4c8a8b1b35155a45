import { QueryClient } from '@tanstack/react-query';
import { Problem } from '@/api/problem';
import { reachable, reportGone } from '@/api/reachable';

const LONGEST_WAIT_MS = 15_000;

export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 30_000,
        // A reader waits for the server however long it takes; other refusals are final.
        retry: (failures, error) => {
          const problem = Problem.from(error);
          return problem.isGone || (problem.status >= 500 && failures < 1);
        },
        retryDelay: (failures) => Math.min(1000 * 2 ** failures, LONGEST_WAIT_MS),
      },
      mutations: { networkMode: 'always' },
    },
  });
  reachable.subscribe(() => {
    if (reachable.get()) void client.invalidateQueries();
  });
  window.addEventListener('offline', reportGone);
  return client;
}
