import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { ParticipantList } from '@/features/admin/participants/participant-list';
import { participantsSearch } from '@/features/admin/participants/search';

export const Route = createFileRoute('/_signed-in/admin/participants')({
  validateSearch: participantsSearch,
  component: Participants,
});

function Participants() {
  const search = Route.useSearch();
  return (
    <Guarded needs="meetings.view_all" title="Participants">
      <ParticipantList search={search} />
    </Guarded>
  );
}
