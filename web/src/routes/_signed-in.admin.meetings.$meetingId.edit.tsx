import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { EditScreen } from '@/features/meetings/components/edit-screen';

export const Route = createFileRoute('/_signed-in/admin/meetings/$meetingId/edit')({
  component: Edit,
});

function Edit() {
  const { meetingId } = Route.useParams();
  return (
    <Guarded needs="meetings.edit_all" title="Edit the meeting">
      <EditScreen key={meetingId} id={meetingId} asStaff />
    </Guarded>
  );
}
