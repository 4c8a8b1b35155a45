import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { InstanceSettings } from '@/features/admin/settings/settings-screen';

export const Route = createFileRoute('/_signed-in/admin/settings')({ component: Settings });

function Settings() {
  return (
    <Guarded needs="settings.edit" title="Settings">
      <InstanceSettings />
    </Guarded>
  );
}
