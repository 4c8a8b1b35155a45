import { createFileRoute } from '@tanstack/react-router';
import { PageHeader } from '@/components/ui/page-header';

export const Route = createFileRoute('/_signed-in/dashboard/settings')({
  component: () => <PageHeader title="Settings" />,
});
