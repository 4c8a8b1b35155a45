import { createFileRoute } from '@tanstack/react-router';
import { SettingsScreen } from '@/features/settings/components/settings-screen';

export const Route = createFileRoute('/_signed-in/dashboard/settings')({
  component: SettingsScreen,
});
