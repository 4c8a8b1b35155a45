import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import { useUser, useViewerZone } from '@/api/me';
import { findMe, meetingQuery, type ParticipantStatus } from '@/api/meetings';
import { useAnswer } from '@/components/meetings/use-answer';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { Status } from '@/components/ui/status';
import { addressText } from '@/lib/address';
import { useShortcut } from '@/lib/shortcuts';
import { Facts } from './facts';
import { History } from './history';
import { MeetingMenu } from './meeting-menu';
import { MyAnswer } from './my-answer';
import { NotificationLog } from './notification-log';
import { Participants } from './participants';
import { OfferToMe, OwnOffer } from './transfer-offer';

/** Everything about one meeting; what only organisers may do is shown to nobody else. */
export function DetailScreen({ id }: { id: string }) {
  const { data } = useSuspenseQuery(meetingQuery(id));
  const { meeting } = data;
  const me = useUser();
  const viewer = useViewerZone();
  const navigate = useNavigate();
  const give = useAnswer();
  const isMine = meeting.created_by === me.id;
  const canEdit = meeting.can_edit;
  const mine = findMe(meeting, me);
  const isOpen = meeting.status === 'scheduled';

  const answer = (status: ParticipantStatus) => {
    if (mine) {
      const { title, sequence } = meeting;
      give({ meetingId: id, title, status, before: mine.status, sequence });
    }
  };
  const keys = { group: 'Meeting', enabled: isOpen && mine !== undefined };
  useShortcut('y', 'Answer Yes', () => answer('accepted'), keys);
  useShortcut('m', 'Answer Maybe', () => answer('tentative'), keys);
  useShortcut('x', 'Answer No', () => answer('declined'), keys);
  useShortcut(
    'e',
    'Edit the meeting',
    () => void navigate({ to: '/dashboard/meetings/$meetingId/edit', params: { meetingId: id } }),
    { group: 'Meeting', enabled: canEdit },
  );

  return (
    <>
      <PageHeader
        title={meeting.title}
        description={
          <span className="flex flex-wrap items-center gap-2">
            {meeting.status !== 'scheduled' && <Status of={meeting.status} />}
            <span className="wrap-anywhere">
              {isMine ? 'You organise this' : `From ${addressText(meeting.created_by_email)}`}
              {!isMine && canEdit && ' · you are a co-organiser'}
            </span>
          </span>
        }
        actions={
          <>
            {canEdit && (
              <Button asChild>
                <Link to="/dashboard/meetings/$meetingId/edit" params={{ meetingId: id }}>
                  <Pencil aria-hidden="true" /> Edit
                </Link>
              </Button>
            )}
            <MeetingMenu read={data} isMine={isMine} mine={mine} />
          </>
        }
      />
      {meeting.are_mails_held && meeting.status === 'scheduled' && (
        <Alert tone="wait" className="mb-6">
          {isMine
            ? 'Confirm your e-mail address: e-mails about this meeting are sent once you have.'
            : 'E-mails about this meeting wait until the organiser confirms their e-mail address.'}
        </Alert>
      )}
      {meeting.transfer &&
        (isMine ? (
          <OwnOffer meeting={meeting} transfer={meeting.transfer} viewer={viewer} />
        ) : (
          <OfferToMe
            meeting={meeting}
            transfer={meeting.transfer}
            viewer={viewer}
            isInvited={mine !== undefined}
          />
        ))}
      {meeting.status === 'cancelled' && (
        <Alert tone="wait" className="mb-6">
          This meeting is cancelled. It takes nobody’s time any more.
        </Alert>
      )}
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:grid-rows-[auto_1fr]">
        <div className="flex min-w-0 flex-col gap-8">
          <Facts meeting={meeting} viewer={viewer} />
          {mine && <MyAnswer meeting={meeting} mine={mine} onAnswer={answer} />}
        </div>
        <div className="min-w-0 lg:col-start-2 lg:row-span-2">
          <Participants
            meeting={meeting}
            isMine={isMine}
            canEdit={canEdit}
            viewer={viewer}
            me={me}
          />
        </div>
        {canEdit && (
          <div className="flex min-w-0 flex-col gap-8 lg:col-start-1 lg:row-start-2">
            <NotificationLog meeting={meeting} viewer={viewer} />
            <History meetingId={id} viewer={viewer} />
          </div>
        )}
      </div>
    </>
  );
}
