import { createFileRoute } from '@tanstack/react-router';
import { CalendarScreen } from '@/features/calendar/components/calendar-screen';
import { parseSearch } from '@/features/calendar/place';

export const Route = createFileRoute('/_signed-in/dashboard/calendar')({
  validateSearch: parseSearch,
  component: () => <CalendarScreen search={Route.useSearch()} />,
});
