import { useQuery } from '@tanstack/react-query';
import {
  CircleCheck,
  CircleX,
  Clock,
  type LucideIcon,
  MailQuestionMark,
  Send,
  Undo2,
} from 'lucide-react';
import type { Meeting } from '@/api/meetings';
import { describe } from '@/api/problem';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { SkeletonList } from '@/components/ui/skeleton';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { cx } from '@/lib/cx';
import { useNow } from '@/lib/now';
import { formatWhen } from '@/lib/time';
import { useResend } from '../mutations';
import { type Notification, notificationsQuery } from '../queries';

const KINDS: Record<Notification['notification_type'], string> = {
  invitation: 'Invitation',
  update: 'Update',
  cancellation: 'Cancellation',
  reminder: 'Reminder',
  reply: 'Word of an answer',
  transfer: 'Transfer',
};

const STATES: Record<Notification['state'], { icon: LucideIcon; text: string; look: string }> = {
  queued: { icon: Clock, text: 'Queued', look: 'text-muted' },
  sending: { icon: Send, text: 'Being sent', look: 'text-muted' },
  sent: { icon: CircleCheck, text: 'Sent', look: 'text-yes' },
  held: {
    icon: Clock,
    text: 'Waits for the organiser’s address to be confirmed',
    look: 'text-wait',
  },
  deferred: { icon: Clock, text: 'Tried, will be tried again', look: 'text-wait' },
  failed: { icon: CircleX, text: 'Failed', look: 'text-no' },
  superseded: { icon: Undo2, text: 'Not needed any more', look: 'text-muted' },
};

/** What became of every mail about the meeting, with the mail server's own words. */
export function NotificationLog({ meeting, viewer }: { meeting: Meeting; viewer: string }) {
  const { data, error, refetch } = useQuery(notificationsQuery(meeting.id));
  const more = (data?.count ?? 0) - (data?.results.length ?? 0);
  return (
    <Section title="Mails">
      {error && !data ? (
        <Alert tone="no">
          <p>{describe(error)}</p>
          <Button size="small" className="mt-2" onClick={() => void refetch()}>
            Try again
          </Button>
        </Alert>
      ) : !data ? (
        <SkeletonList lines={2} />
      ) : data.results.length === 0 ? (
        <EmptyState icon={MailQuestionMark} title="No mail yet">
          Invitations, updates and reminders are listed here, with what became of them.
        </EmptyState>
      ) : (
        <ul className="max-h-[32rem] divide-y overflow-y-auto rounded-box border bg-surface">
          {data.results.map((mail) => (
            <Mail key={mail.id} mail={mail} meeting={meeting} viewer={viewer} />
          ))}
        </ul>
      )}
      {more > 0 && <p className="mt-2 text-muted">and {more} older</p>}
    </Section>
  );
}

function Mail({ mail, meeting, viewer }: { mail: Notification; meeting: Meeting; viewer: string }) {
  const toast = useToast();
  // Drawn again each minute; the clock itself is exact, since "Sent in 1 minute" is nonsense.
  useNow();
  const resend = useResend(meeting.id);
  const { icon: Icon, text, look } = STATES[mail.state];
  const canResend = mail.state !== 'sending' && mail.state !== 'superseded';
  const again = mail.state === 'sent' ? 'Send again' : 'Try now';
  const when = (at: string) => formatWhen(at, viewer, viewer);
  return (
    <li className="flex items-start gap-3 px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="break-words">
          <span className="font-medium">{KINDS[mail.notification_type]}</span> to{' '}
          {addressText(mail.email)}
        </p>
        <p className={cx('flex items-center gap-1.5 text-small', look)}>
          <Icon aria-hidden="true" className="size-4 shrink-0" />
          {text}
          {mail.sent_at && ` ${when(mail.sent_at)}`}
          {mail.attempts > 1 && `, after ${mail.attempts} tries`}
        </p>
        {mail.state === 'deferred' && mail.next_try_at && (
          <p className="text-muted text-small">next try {when(mail.next_try_at)}</p>
        )}
        {(mail.last_error ?? mail.response) && (
          <p className="text-muted text-small break-words">{mail.last_error ?? mail.response}</p>
        )}
      </div>
      {canResend && (
        <Button
          size="small"
          busy={resend.isPending}
          aria-label={`${again}: ${KINDS[mail.notification_type].toLowerCase()} to ${addressText(mail.email)}`}
          onClick={() =>
            resend.mutate(mail.id, {
              onSuccess: () => toast({ text: `Queued again for ${addressText(mail.email)}` }),
              onError: (error) => toast({ text: describe(error), tone: 'no' }),
            })
          }
        >
          {again}
        </Button>
      )}
    </li>
  );
}
