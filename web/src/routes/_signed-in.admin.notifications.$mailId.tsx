import { createFileRoute, notFound } from '@tanstack/react-router';
import { Guarded } from '@/features/admin/frame';
import { MailScreen } from '@/features/admin/mails/mail-screen';

export const Route = createFileRoute('/_signed-in/admin/notifications/$mailId')({
  loader: ({ params }) => {
    if (!/^\d{1,15}$/.test(params.mailId)) throw notFound();
  },
  component: Mail,
});

function Mail() {
  const { mailId } = Route.useParams();
  return (
    <Guarded needs="notifications.view" title="Mail">
      <MailScreen key={mailId} id={Number(mailId)} />
    </Guarded>
  );
}
