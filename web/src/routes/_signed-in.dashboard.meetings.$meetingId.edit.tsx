import { createFileRoute } from '@tanstack/react-router';
import { meetingQuery } from '@/api/meetings';
import { EditScreen } from '@/features/meetings/components/edit-screen';

export const Route = createFileRoute('/_signed-in/dashboard/meetings/$meetingId/edit')({
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(meetingQuery(params.meetingId)),
  component: Edit,
});

function Edit() {
  const { meetingId } = Route.useParams();
  return <EditScreen key={meetingId} id={meetingId} />;
}
