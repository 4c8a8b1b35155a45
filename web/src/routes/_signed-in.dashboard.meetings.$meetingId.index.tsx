import { createFileRoute } from '@tanstack/react-router';
import { meetingQuery } from '@/api/meetings';
import { DetailScreen } from '@/features/meetings/components/detail-screen';

export const Route = createFileRoute('/_signed-in/dashboard/meetings/$meetingId/')({
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(meetingQuery(params.meetingId)),
  component: Detail,
});

function Detail() {
  return <DetailScreen id={Route.useParams().meetingId} />;
}
