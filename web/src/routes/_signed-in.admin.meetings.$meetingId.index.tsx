import { createFileRoute } from '@tanstack/react-router';
import { useUser, useViewerZone } from '@/api/me';
import { Guarded } from '@/features/admin/frame';
import { AnyMeeting } from '@/features/admin/meetings/meeting-screen';
import { Participants } from '@/features/meetings/components/participants';

export const Route = createFileRoute('/_signed-in/admin/meetings/$meetingId/')({
  component: Meeting,
});

function Meeting() {
  const { meetingId } = Route.useParams();
  const me = useUser();
  const viewer = useViewerZone();
  return (
    <Guarded needs="meetings.view_all" title="Meeting">
      <AnyMeeting
        key={meetingId}
        id={meetingId}
        people={(meeting, canEdit) => (
          <Participants
            meeting={meeting}
            isMine={false}
            canEdit={canEdit}
            asStaff
            viewer={viewer}
            me={me}
          />
        )}
      />
    </Guarded>
  );
}
