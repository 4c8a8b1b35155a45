import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { ParticipantList } from '@/features/admin/participants/participant-list';
import { participantsSearch } from '@/features/admin/participants/search';

export const Route = createFileRoute('/_signed-in/admin/participants')({
  // Read by the screen: what the addresses of staff understand is no part of the first page.
  validateSearch: (raw: Record<string, unknown>) => raw,
  component: Participants,
});

function Participants() {
  const search = participantsSearch(Route.useSearch());
  return (
    <Guarded needs="meetings.view_all" title="Participants">
      <ParticipantList search={search} />
    </Guarded>
  );
}
