import { createFileRoute } from '@tanstack/react-router';
import { restore } from '@/api/session';
import { VerifyScreen } from '@/features/auth/components/verify-screen';

export const Route = createFileRoute('/verify/$token')({
  // The session of the account is proof that it is its owner who confirms.
  beforeLoad: () => restore(),
  component: Verify,
});

function Verify() {
  return <VerifyScreen token={Route.useParams().token} />;
}
