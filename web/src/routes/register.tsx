import { createFileRoute } from '@tanstack/react-router';
import { RegisterScreen } from '@/features/auth/components/register-screen';
import { nextSearch } from '@/features/auth/next';

export const Route = createFileRoute('/register')({
  validateSearch: nextSearch,
  component: Register,
});

function Register() {
  return <RegisterScreen next={Route.useSearch().next} />;
}
