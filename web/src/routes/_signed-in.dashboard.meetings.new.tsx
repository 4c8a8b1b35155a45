import { createFileRoute } from '@tanstack/react-router';
import { NewScreen } from '@/features/meetings/components/new-screen';
import { newMeetingSearch } from '@/features/meetings/new-search';

export const Route = createFileRoute('/_signed-in/dashboard/meetings/new')({
  validateSearch: newMeetingSearch,
  component: NewMeeting,
});

function NewMeeting() {
  const search = Route.useSearch();
  // Other search parameters are another meeting.
  return <NewScreen key={JSON.stringify(search)} search={search} />;
}
