import { createFileRoute } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { MailList } from '@/features/admin/mails/mail-list';
import { mailsSearch } from '@/features/admin/mails/search';

export const Route = createFileRoute('/_signed-in/admin/notifications/')({
  validateSearch: mailsSearch,
  component: Mails,
});

function Mails() {
  const search = Route.useSearch();
  return (
    <Guarded needs="notifications.view" title="Mails">
      <MailList search={search} />
    </Guarded>
  );
}
