import { createFileRoute } from '@tanstack/react-router';
import { UndoEmailScreen } from '@/features/auth/components/change-email-screen';

export const Route = createFileRoute('/undo-email/$token')({ component: UndoEmail });

function UndoEmail() {
  return <UndoEmailScreen token={Route.useParams().token} />;
}
