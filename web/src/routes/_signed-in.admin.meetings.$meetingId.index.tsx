import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { AnyMeeting } from '@/features/admin/meetings/meeting-screen';

export const Route = createFileRoute('/_signed-in/admin/meetings/$meetingId/')({
  component: Meeting,
});

function Meeting() {
  const { meetingId } = Route.useParams();
  return (
    <Guarded needs="meetings.view_all" title="Meeting">
      <AnyMeeting key={meetingId} id={meetingId} />
    </Guarded>
  );
}
