import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { MailList } from '@/features/admin/mails/mail-list';
import { mailsSearch } from '@/features/admin/mails/search';

export const Route = createFileRoute('/_signed-in/admin/notifications/')({
  // Read by the screen: what the addresses of staff understand is no part of the first page.
  validateSearch: (raw: Record<string, unknown>) => raw,
  component: Mails,
});

function Mails() {
  const search = mailsSearch(Route.useSearch());
  return (
    <Guarded needs="notifications.view" title="Mails">
      <MailList search={search} />
    </Guarded>
  );
}
