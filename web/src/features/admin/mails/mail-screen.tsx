import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleX, RotateCw } from 'lucide-react';
import { adminKey, useStanding } from '@/api/admin';
import { api, unwrap } from '@/api/client';
import { useViewerZone } from '@/api/me';
import { describe } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { Card, Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { useNow } from '@/lib/now';
import { formatPast, formatWhen } from '@/lib/time';
import { Act } from '../act';
import { BackTo } from '../back-to';
import { Fact } from '../fact';
import { MAIL_KINDS } from '../words';
import { MailState } from './mail-state';
import { mailQuery } from './queries';

/** One mail: what became of it, and what its recipient reads. */
export function MailScreen({ id }: { id: number }) {
  const { data: mail } = useSuspenseQuery(mailQuery(id));
  const { may } = useStanding();
  const client = useQueryClient();
  const toast = useToast();
  const viewer = useViewerZone();
  const now = useNow();
  const when = (at: string) => formatPast(at, viewer, now);
  const params = { path: { nid: id } };
  const again = () => client.invalidateQueries({ queryKey: adminKey });
  const retry = useMutation({
    mutationFn: () => unwrap(api.POST('/api/admin/notifications/{nid}/retry/', { params })),
    onSuccess: () => toast({ text: `Queued again for ${addressText(mail.email)}` }),
    onError: (error) => toast({ text: describe(error), tone: 'no' }),
    onSettled: again,
  });
  const giveUp = async () => {
    try {
      await unwrap(api.POST('/api/admin/notifications/{nid}/give-up/', { params }));
    } finally {
      await again();
    }
  };
  const waits = mail.state === 'queued' || mail.state === 'deferred';
  const canRetry = mail.state !== 'sending' && mail.state !== 'superseded';

  return (
    <>
      <BackTo to="/admin/notifications">Mails</BackTo>
      <PageHeader
        title={mail.subject}
        description={
          <span className="break-all">
            {MAIL_KINDS[mail.notification_type]} to {mail.name && `${mail.name}, `}
            {addressText(mail.email)}
          </span>
        }
        actions={
          may('notifications.resend') && (
            <>
              {canRetry && (
                <Button busy={retry.isPending} onClick={() => retry.mutate()}>
                  <RotateCw aria-hidden="true" /> {mail.state === 'sent' ? 'Send again' : 'Try now'}
                </Button>
              )}
              {waits && (
                <Act
                  label="Give up"
                  icon={CircleX}
                  danger
                  question={`Give up “${mail.subject}” to ${addressText(mail.email)}?`}
                  consequence="It is not sent, and counts as failed. It can be sent again later."
                  confirm="Give it up"
                  keep="Keep trying"
                  done="The mail is given up"
                  run={giveUp}
                />
              )}
            </>
          )
        }
      />
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <Section title="What became of it">
          <Card>
            <dl className="flex flex-col gap-3">
              <Fact name="State">
                <MailState state={mail.state} />
              </Fact>
              <Fact name="Came about">{when(mail.created_at)}</Fact>
              {mail.sent_at && <Fact name="Sent">{when(mail.sent_at)}</Fact>}
              {mail.attempts > 0 && <Fact name="Tries">{mail.attempts}</Fact>}
              {mail.tried_at && !mail.sent_at && <Fact name="Last try">{when(mail.tried_at)}</Fact>}
              {mail.next_try_at && waits && (
                <Fact name="Next try">{formatWhen(mail.next_try_at, viewer, viewer, now)}</Fact>
              )}
              {mail.last_error && <Fact name="Why not">{mail.last_error}</Fact>}
              {mail.response && <Fact name="Mail server">{mail.response}</Fact>}
              {mail.meeting && (
                <Fact name="Meeting">
                  {may('meetings.view_all') ? (
                    <Link
                      to="/admin/meetings/$meetingId"
                      params={{ meetingId: mail.meeting }}
                      className="text-accent underline underline-offset-2"
                    >
                      Look at it
                    </Link>
                  ) : (
                    'about one'
                  )}
                </Fact>
              )}
            </dl>
          </Card>
        </Section>
        <Section title="As its recipient reads it">
          <p className="mb-2 text-muted">Links that answer or log in by themselves are left out.</p>
          <Card>
            <p className="wrap-anywhere whitespace-pre-wrap">{mail.text}</p>
          </Card>
          {mail.calendar && (
            <details className="mt-3">
              <summary className="text-muted">
                The calendar file with it{mail.calendar_method && ` (${mail.calendar_method})`}
              </summary>
              <pre className="mt-2 rounded-box border bg-surface p-3 text-small break-all whitespace-pre-wrap">
                {mail.calendar}
              </pre>
            </details>
          )}
        </Section>
      </div>
    </>
  );
}
