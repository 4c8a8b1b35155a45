import { createFileRoute } from '@tanstack/react-router';
import { OverviewScreen } from '@/features/admin/overview/overview-screen';

export const Route = createFileRoute('/_signed-in/admin/')({ component: OverviewScreen });
