import { createFileRoute } from '@tanstack/react-router';
import { VerifyScreen } from '@/features/auth/components/verify-screen';

export const Route = createFileRoute('/verify/$token')({ component: Verify });

function Verify() {
  return <VerifyScreen token={Route.useParams().token} />;
}
