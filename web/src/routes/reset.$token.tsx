import { createFileRoute } from '@tanstack/react-router';
import { ResetScreen } from '@/features/auth/components/reset-screen';

export const Route = createFileRoute('/reset/$token')({ component: Reset });

function Reset() {
  return <ResetScreen token={Route.useParams().token} />;
}
