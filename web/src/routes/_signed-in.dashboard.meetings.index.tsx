import { createFileRoute } from '@tanstack/react-router';
import { meetingsQuery } from '@/api/meetings';
import { ListScreen } from '@/features/meetings/components/list-screen';
import { meetingsSearch, toFilters } from '@/features/meetings/search';

export const Route = createFileRoute('/_signed-in/dashboard/meetings/')({
  validateSearch: meetingsSearch,
  loaderDeps: ({ search }) => search,
  // Not waited for: the page shows its skeleton, or the page before, meanwhile.
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(meetingsQuery(toFilters(deps)));
  },
  component: Meetings,
});

function Meetings() {
  return <ListScreen search={Route.useSearch()} />;
}
