import { createFileRoute } from '@tanstack/react-router';
import { instanceQuery } from '@/api/instance';
import { RegisterScreen } from '@/features/auth/components/register-screen';
import { nextSearch } from '@/features/auth/next';

export const Route = createFileRoute('/register')({
  validateSearch: nextSearch,
  // Asked at once and not waited for.
  loader: ({ context }) => void context.queryClient.prefetchQuery(instanceQuery),
  component: Register,
});

function Register() {
  return <RegisterScreen next={Route.useSearch().next} />;
}
