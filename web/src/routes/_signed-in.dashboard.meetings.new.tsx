import { createFileRoute } from '@tanstack/react-router';
import { PageHeader } from '@/components/ui/page-header';

/** What a page that leads here knows already. */
interface NewMeetingSearch {
  /** Addresses of people to invite, with commas between. */
  with?: string;
  /** Instants, as the calendar's selection gives them. */
  start?: string;
  end?: string;
  title?: string;
}

export const Route = createFileRoute('/_signed-in/dashboard/meetings/new')({
  validateSearch: (search: Record<string, unknown>): NewMeetingSearch =>
    Object.fromEntries(
      ['with', 'start', 'end', 'title'].flatMap((key) =>
        typeof search[key] === 'string' ? [[key, search[key]]] : [],
      ),
    ),
  component: () => <PageHeader title="New meeting" />,
});
