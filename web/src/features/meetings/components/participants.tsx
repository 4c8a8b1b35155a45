import {
  Copy,
  EllipsisVertical,
  Link2Off,
  MailX,
  Pencil,
  UserCog,
  UserMinus,
  Users,
} from 'lucide-react';
import { useState } from 'react';
import type { Meeting, Participant } from '@/api/meetings';
import { describe } from '@/api/problem';
import type { User } from '@/api/session';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { EmptyState } from '@/components/ui/empty-state';
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  MenuTrigger,
} from '@/components/ui/menu';
import { Status } from '@/components/ui/status';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { formatRelative } from '@/lib/time';
import {
  useAnswerFor,
  useAnswerLink,
  useNameCoOrganiser,
  useRemoveParticipant,
} from '../mutations';
import { InviteForm } from './invite-form';
import { RenameParticipant } from './rename-participant';

/** Who still has to answer comes first. */
const GROUPS = ['pending', 'accepted', 'tentative', 'declined'] as const;
const WORDS = { pending: 'No answer yet', accepted: 'Yes', tentative: 'Maybe', declined: 'No' };
/** So many are shown at first; one or two more are not worth a click. */
const SHOWN = 8;
const MOST_AT_ONCE = SHOWN + 2;

/** Who is invited and what they answered; the organiser invites more, and takes people out. */
export function Participants({
  meeting,
  isMine,
  canEdit,
  asStaff = false,
  viewer,
  me,
}: {
  meeting: Meeting;
  /** Whether I organise it, and name who else does. */
  isMine: boolean;
  canEdit: boolean;
  /** It is somebody else's, and I act for its organiser. */
  asStaff?: boolean;
  viewer: string;
  me: User;
}) {
  const [leaving, setLeaving] = useState<Participant | null>(null);
  const [renaming, setRenaming] = useState<Participant | null>(null);
  const [isOpen, setOpen] = useState(false);
  const canChange = canEdit && meeting.status === 'scheduled';
  const { organiser, groups } = grouped(meeting);
  const count = meeting.participants.length;
  const isLong = count > MOST_AT_ONCE;
  let room = isLong && !isOpen ? SHOWN : count;
  const row = (participant: Participant) => (
    <li key={participant.id} className="flex items-start gap-2 px-3 py-2">
      <Person participant={participant} viewer={viewer} isMe={participant.user === me.id} />
      {canEdit && (isMine || participant.email !== meeting.created_by_email) && (
        <ParticipantMenu
          meeting={meeting}
          isMine={isMine}
          asStaff={asStaff}
          participant={participant}
          onRemove={() => setLeaving(participant)}
          onRename={() => setRenaming(participant)}
        />
      )}
    </li>
  );
  return (
    <Section title="Participants" className="min-w-0">
      <p className="mb-2 text-muted">{listText(meeting, canEdit)}</p>
      {count === 0 ? (
        <EmptyState icon={Users} title="Nobody is invited">
          {canChange && 'Type their addresses below.'}
        </EmptyState>
      ) : (
        <div className="divide-y rounded-box border bg-surface">
          <div>
            <h3 className="px-3 pt-2 font-medium text-muted text-small">Organiser</h3>
            {organiser ? (
              <ul>{row(organiser)}</ul>
            ) : (
              <p className="truncate px-3 pb-2" title={addressText(meeting.created_by_email)}>
                {addressText(meeting.created_by_email)}
              </p>
            )}
          </div>
          {groups.map(({ status, people }) => {
            const shown = people.slice(0, room);
            room -= shown.length;
            return (
              shown.length > 0 && (
                <div key={status}>
                  <h3 className="px-3 pt-2">
                    <Status of={status} text={`${WORDS[status]} · ${people.length}`} />
                  </h3>
                  <ul>{shown.map(row)}</ul>
                </div>
              )
            );
          })}
        </div>
      )}
      {isLong && (
        <Button
          size="small"
          className="mt-2"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Show fewer' : `Show all ${count}`}
        </Button>
      )}
      {canChange && <InviteForm meeting={meeting} viewer={viewer} asStaff={asStaff} />}
      {renaming && (
        <RenameParticipant
          meetingId={meeting.id}
          participant={renaming}
          onClose={() => setRenaming(null)}
        />
      )}
      {leaving && (
        <RemoveQuestion
          meeting={meeting}
          asStaff={asStaff}
          participant={leaving}
          onClose={() => setLeaving(null)}
        />
      )}
    </Section>
  );
}

/** The organiser, if invited too, and the others by what they answered. */
export function grouped({ participants, created_by_email }: Meeting) {
  const organiser = participants.find(({ email }) => email === created_by_email);
  const others = participants.filter((one) => one !== organiser);
  const groups = GROUPS.map((status) => ({
    status,
    people: others.filter((one) => one.status === status),
  }));
  return { organiser, groups: groups.filter(({ people }) => people.length > 0) };
}

function Person({
  participant: { name, email, note, status, responded_at, is_co_organiser, is_opted_out },
  viewer,
  isMe,
}: {
  participant: Participant;
  viewer: string;
  isMe: boolean;
}) {
  const address = addressText(email);
  return (
    <div className="min-w-0 flex-1">
      <p className="truncate font-medium" title={name || address}>
        {name || address}
        {isMe && <span className="font-normal text-muted"> (you)</span>}
      </p>
      {name && (
        <p className="truncate text-muted text-small" title={address}>
          {address}
        </p>
      )}
      {note && <p className="text-small wrap-anywhere">“{note}”</p>}
      {is_co_organiser && <CoOrganiser />}
      {is_opted_out && (
        <p className="flex items-center gap-1 text-muted text-small">
          <MailX aria-hidden="true" className="size-3.5 flex-none" /> Gets no e-mails from this
          server
        </p>
      )}
      {responded_at && status !== 'pending' && (
        <p className="text-muted text-small">answered {formatRelative(responded_at, viewer)}</p>
      )}
    </div>
  );
}

/** To a guest of a hidden list nothing is counted: it sees only itself and the organiser. */
function listText({ participants, hide_guest_list }: Meeting, canEdit: boolean): string {
  if (!hide_guest_list) return countText(participants);
  return canEdit
    ? `${countText(participants)}. Guests don’t see each other.`
    : 'The organiser has hidden the guest list.';
}

/** "5 invited: 2 yes, 1 maybe, 1 no, 1 without an answer". */
export function countText(participants: readonly Participant[]): string {
  const of = (status: Participant['status']) =>
    participants.filter((one) => one.status === status).length;
  const parts = [
    [of('accepted'), 'yes'],
    [of('tentative'), 'maybe'],
    [of('declined'), 'no'],
    [of('pending'), 'without an answer'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`);
  return shown.length === 0 ? 'Nobody yet' : `${participants.length} invited: ${shown.join(', ')}`;
}

function CoOrganiser() {
  return (
    <span className="inline-flex items-center gap-1 rounded-box bg-accent-soft px-2 py-px text-ink">
      <UserCog aria-hidden="true" className="size-3.5" /> Co-organiser
    </span>
  );
}

function ParticipantMenu({
  meeting,
  isMine,
  asStaff,
  participant,
  onRemove,
  onRename,
}: {
  meeting: Meeting;
  isMine: boolean;
  asStaff: boolean;
  participant: Participant;
  onRemove: () => void;
  onRename: () => void;
}) {
  const toast = useToast();
  const link = useAnswerLink(meeting.id);
  const naming = useNameCoOrganiser(meeting.id);
  const name = participant.name || addressText(participant.email);
  // Neither the organiser nor who has declined can be one.
  const canBeNamed =
    isMine &&
    meeting.status === 'scheduled' &&
    participant.email !== meeting.created_by_email &&
    (participant.is_co_organiser || participant.status !== 'declined');
  const appoint = () =>
    naming.mutate(
      { pid: participant.id, is: !participant.is_co_organiser },
      {
        onSuccess: () =>
          toast({
            text: participant.is_co_organiser
              ? `${name} is no co-organiser any more`
              : `${name} may edit, invite, take out and cancel now, but not delete the meeting or name others`,
          }),
        onError: (error) => toast({ text: describe(error), tone: 'no' }),
      },
    );
  const copy = (renew: boolean) =>
    link.mutate(
      { pid: participant.id, renew },
      {
        onSuccess: async (url) => {
          try {
            await navigator.clipboard.writeText(url);
            toast({
              text: renew
                ? `A new link for ${name} is copied; the earlier one is dead`
                : `The answer link of ${name} is copied`,
            });
          } catch {
            // Browsers copy on https and localhost only.
            toast({ text: <span className="break-all select-all">{url}</span> });
          }
        },
        onError: (error) => toast({ text: describe(error), tone: 'no' }),
      },
    );
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button look="quiet" size="icon" className="-mr-1 -my-1" aria-label={`More about ${name}`}>
          <EllipsisVertical aria-hidden="true" />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        {asStaff && meeting.status === 'scheduled' && (
          <AnswersFor meeting={meeting} participant={participant} />
        )}
        {!asStaff && meeting.status !== 'completed' && (
          <>
            <MenuItem onSelect={() => copy(false)}>
              <Copy aria-hidden="true" /> Copy the answer link
            </MenuItem>
            <MenuItem onSelect={() => copy(true)}>
              <Link2Off aria-hidden="true" /> Copy a new link, end the old one
            </MenuItem>
            <MenuSeparator />
          </>
        )}
        {!asStaff && (
          <MenuItem onSelect={onRename}>
            <Pencil aria-hidden="true" /> Edit name…
          </MenuItem>
        )}
        {canBeNamed && (
          <>
            <MenuItem onSelect={appoint}>
              <UserCog aria-hidden="true" />{' '}
              {participant.is_co_organiser ? 'No co-organiser any more' : 'Make a co-organiser'}
            </MenuItem>
            <MenuSeparator />
          </>
        )}
        <MenuItem danger onSelect={onRemove}>
          <UserMinus aria-hidden="true" /> Take out…
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

/** What somebody told staff by other ways. */
function AnswersFor({ meeting, participant }: { meeting: Meeting; participant: Participant }) {
  const toast = useToast();
  const answer = useAnswerFor(meeting.id);
  const name = participant.name || addressText(participant.email);
  return (
    <>
      <MenuLabel>Answer for them; the organiser is told</MenuLabel>
      {GROUPS.filter((status) => status !== participant.status).map((status) => (
        <MenuItem
          key={status}
          onSelect={() =>
            answer.mutate(
              { pid: participant.id, status },
              {
                onSuccess: () => toast({ text: `${name}: ${WORDS[status]}` }),
                onError: (error) => toast({ text: describe(error), tone: 'no' }),
              },
            )
          }
        >
          {WORDS[status]}
        </MenuItem>
      ))}
      <MenuSeparator />
    </>
  );
}

function RemoveQuestion({
  meeting,
  asStaff,
  participant,
  onClose,
}: {
  meeting: Meeting;
  asStaff: boolean;
  participant: Participant;
  onClose: () => void;
}) {
  const toast = useToast();
  const remove = useRemoveParticipant(meeting.id, { asStaff });
  const name = participant.name || addressText(participant.email);
  const isTold = meeting.status === 'scheduled' && participant.email !== meeting.created_by_email;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Take ${name} out of “${meeting.title}”?`}
      confirm="Take out"
      danger
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(participant.id, {
          onSuccess: () => toast({ text: `${name} is taken out` }),
          onError: (error) => toast({ text: describe(error), tone: 'no' }),
          onSettled: onClose,
        })
      }
    >
      {isTold
        ? `${name} gets a mail that the meeting is off for them. Nobody else is mailed.`
        : 'Nobody is mailed.'}
    </ConfirmDialog>
  );
}
