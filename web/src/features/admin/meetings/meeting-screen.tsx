import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Ban, MailQuestionMark, Pencil, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { adminKey, anyMeetingQuery, type OverseenMeeting, useStanding } from '@/api/admin';
import { api, ifMatch, unwrap } from '@/api/client';
import { useViewerZone } from '@/api/me';
import { invalidateMeetings } from '@/api/meetings';
import { Button } from '@/components/ui/button';
import { Card, Section } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Status } from '@/components/ui/status';
import { addressText } from '@/lib/address';
import { useNow } from '@/lib/now';
import { formatPast, formatRange } from '@/lib/time';
import { Act } from '../act';
import { BackTo } from '../back-to';
import { Fact } from '../fact';
import { MailState } from '../mails/mail-state';
import { countOf, MAIL_KINDS } from '../words';
import { Transfer } from './transfer';

/** A meeting of anybody: changed by the rules, and with the mails, of its organiser. */
export function AnyMeeting({
  id,
  people,
}: {
  id: string;
  /** Who takes part, as its organiser sees them. */
  people: (meeting: OverseenMeeting, canEdit: boolean) => ReactNode;
}) {
  const { data } = useSuspenseQuery(anyMeetingQuery(id));
  const { meeting, etag } = data;
  const { may } = useStanding();
  const client = useQueryClient();
  const navigate = useNavigate();
  const viewer = useViewerZone();
  const canEdit = may('meetings.edit_all');
  const isOpen = meeting.status === 'scheduled';
  const told = toldText(meeting);

  const again = async () => {
    await client.invalidateQueries({ queryKey: adminKey });
    void invalidateMeetings(client);
  };
  const params = { path: { id }, header: ifMatch(etag) };
  const cancel = async () => {
    try {
      await unwrap(api.POST('/api/admin/meetings/{id}/cancel/', { params }));
    } finally {
      await again();
    }
  };
  const remove = async () => {
    try {
      await unwrap(api.DELETE('/api/admin/meetings/{id}/', { params }));
    } catch (error) {
      await again();
      throw error;
    }
    await navigate({ to: '/admin/meetings', replace: true });
    client.removeQueries({ queryKey: anyMeetingQuery(id).queryKey });
    await again();
  };

  return (
    <>
      <BackTo to="/admin/meetings">Meetings</BackTo>
      <PageHeader
        title={meeting.title}
        description={
          <span className="flex flex-wrap items-center gap-2">
            <Status of={meeting.status} />
            <span className="break-all">From {addressText(meeting.created_by_email)}</span>
          </span>
        }
        actions={
          canEdit && (
            <>
              <Button asChild>
                <Link to="/admin/meetings/$meetingId/edit" params={{ meetingId: id }}>
                  <Pencil aria-hidden="true" /> Edit
                </Link>
              </Button>
              {isOpen && <Transfer id={id} etag={etag} onDone={again} />}
              {isOpen && (
                <Act
                  label="Cancel"
                  icon={Ban}
                  danger
                  question={`Cancel “${meeting.title}”?`}
                  consequence={`${told} The meeting stays in their lists as cancelled.`}
                  confirm="Cancel the meeting"
                  done={`Cancelled “${meeting.title}”`}
                  run={cancel}
                />
              )}
              <Act
                label="Delete"
                icon={Trash2}
                danger
                question={`Delete “${meeting.title}”?`}
                consequence={`${told} It is gone for good, with all answers.`}
                confirm="Delete the meeting"
                done={`Deleted “${meeting.title}”`}
                run={remove}
              />
            </>
          )
        }
      />
      <div className="grid items-start gap-8 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-8">
          <Section title="The meeting">
            <Card>
              <dl className="flex flex-col gap-3">
                <Fact name="When">{formatRange(meeting, meeting.time_zone, viewer)}</Fact>
                {meeting.transfer && (
                  <Fact name="Offered to">
                    <span className="break-all">{meeting.transfer.to}</span>
                  </Fact>
                )}
                <Fact name="Where">{meeting.location || 'not said'}</Fact>
                {meeting.description && (
                  <Fact name="What">
                    <span className="whitespace-pre-wrap">{meeting.description}</span>
                  </Fact>
                )}
                <Fact name="Clashes">
                  {meeting.conflict_policy === 'forbid' ? 'forbidden' : 'pointed out'}
                </Fact>
                <Fact name="Planned">{formatPast(meeting.created_at, viewer)}</Fact>
                <Fact name="Changed">{formatPast(meeting.updated_at, viewer)}</Fact>
                {may('audit.view') && (
                  <Fact name="Audit log">
                    <Link
                      to="/admin/audit"
                      search={{ meeting: id }}
                      className="text-accent underline underline-offset-2"
                    >
                      What was done to it
                    </Link>
                  </Fact>
                )}
              </dl>
            </Card>
          </Section>
          {people(meeting, canEdit)}
        </div>
        <Mails meeting={meeting} />
      </div>
    </>
  );
}

function Mails({ meeting }: { meeting: OverseenMeeting }) {
  const viewer = useViewerZone();
  const now = useNow();
  const { may } = useStanding();
  const { notifications, notification_count } = meeting;
  const more = notification_count - notifications.length;
  return (
    <Section title="Mails">
      {notifications.length === 0 ? (
        <EmptyState icon={MailQuestionMark} title="No mail yet" />
      ) : (
        <ul className="divide-y rounded-box border bg-surface">
          {notifications.map((mail) => (
            <li key={mail.id} className="px-3 py-2">
              <p className="break-words">
                {may('notifications.view') ? (
                  <Link
                    to="/admin/notifications/$mailId"
                    params={{ mailId: String(mail.id) }}
                    className="font-medium text-accent underline underline-offset-2"
                  >
                    {MAIL_KINDS[mail.notification_type]}
                  </Link>
                ) : (
                  <span className="font-medium">{MAIL_KINDS[mail.notification_type]}</span>
                )}{' '}
                to <span className="break-all">{addressText(mail.email)}</span>
              </p>
              <MailState
                state={mail.state}
                when={mail.sent_at && formatPast(mail.sent_at, viewer, now)}
              />
              {(mail.last_error ?? mail.response) && (
                <p className="text-muted text-small break-words">
                  {mail.last_error ?? mail.response}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p className="mt-2 text-muted">and {countOf(more, 'older mail')}</p>}
    </Section>
  );
}

/** Who is told when it is off: everybody but the organiser, who did not do it either. */
function toldText({ status, participants, created_by_email }: OverseenMeeting): string {
  if (status !== 'scheduled') return 'Nobody is mailed.';
  const others = participants.filter(({ email }) => email !== created_by_email).length;
  if (others === 0) return 'Nobody is invited, so nobody is mailed.';
  return others === 1 ? '1 person gets a mail.' : `${others} people get a mail.`;
}
