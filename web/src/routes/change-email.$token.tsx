import { createFileRoute } from '@tanstack/react-router';
import { restore } from '@/api/session';
import { ChangeEmailScreen } from '@/features/auth/components/change-email-screen';

export const Route = createFileRoute('/change-email/$token')({
  // The session of the account is proof that it is its owner who confirms.
  beforeLoad: () => restore(),
  component: ChangeEmail,
});

function ChangeEmail() {
  return <ChangeEmailScreen token={Route.useParams().token} />;
}
