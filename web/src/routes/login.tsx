import { createFileRoute, redirect } from '@tanstack/react-router';
import { instanceQuery } from '@/api/instance';
import { restore } from '@/api/session';
import { LoginScreen } from '@/features/auth/components/login-screen';
import { nextSearch } from '@/features/auth/next';

export const Route = createFileRoute('/login')({
  validateSearch: nextSearch,
  beforeLoad: async ({ search }) => {
    if (await restore()) throw redirect({ href: search.next ?? '/dashboard', replace: true });
  },
  // Asked at once and not waited for.
  loader: ({ context }) => void context.queryClient.prefetchQuery(instanceQuery),
  component: Login,
});

function Login() {
  return <LoginScreen next={Route.useSearch().next} />;
}
