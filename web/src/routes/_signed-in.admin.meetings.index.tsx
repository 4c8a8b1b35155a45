import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { AllMeetings } from '@/features/admin/meetings/meeting-list';
import { allMeetingsSearch } from '@/features/admin/meetings/search';

export const Route = createFileRoute('/_signed-in/admin/meetings/')({
  validateSearch: allMeetingsSearch,
  component: Meetings,
});

function Meetings() {
  const search = Route.useSearch();
  return (
    <Guarded needs="meetings.view_all" title="Meetings">
      <AllMeetings search={search} />
    </Guarded>
  );
}
