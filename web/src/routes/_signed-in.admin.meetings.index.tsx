import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { AllMeetings } from '@/features/admin/meetings/meeting-list';
import { allMeetingsSearch } from '@/features/admin/meetings/search';

export const Route = createFileRoute('/_signed-in/admin/meetings/')({
  // Read by the screen: what the addresses of staff understand is no part of the first page.
  validateSearch: (raw: Record<string, unknown>) => raw,
  component: Meetings,
});

function Meetings() {
  const search = allMeetingsSearch(Route.useSearch());
  return (
    <Guarded needs="meetings.view_all" title="Meetings">
      <AllMeetings search={search} />
    </Guarded>
  );
}
