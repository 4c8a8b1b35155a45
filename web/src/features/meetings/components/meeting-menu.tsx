import { useNavigate } from '@tanstack/react-router';
import {
  Ban,
  BellRing,
  CopyPlus,
  Download,
  EllipsisVertical,
  LogOut,
  RotateCcw,
  Send,
  Trash2,
  UserRoundPen,
} from 'lucide-react';
import { useState } from 'react';
import type { Participant, ReadMeeting } from '@/api/meetings';
import { describe } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '@/components/ui/menu';
import { useToast } from '@/components/ui/toast';
import { fileName, saveBlob } from '@/lib/download';
import { cancelText, peopleText, recipients } from '../consequences';
import {
  fetchIcs,
  useCancelMeeting,
  useChangeMeeting,
  useDeleteMeeting,
  useNotify,
  useRemoveParticipant,
} from '../mutations';
import { useDuplicate } from '../use-duplicate';
import { HandOver } from './hand-over';

type Question = 'cancel' | 'delete' | 'reopen' | 'reminder' | 'update' | 'leave';

/** What one can do with a meeting; whatever mails somebody asks once, saying whom. */
export function MeetingMenu({
  read,
  isMine,
  mine,
}: {
  read: ReadMeeting;
  isMine: boolean;
  mine: Participant | undefined;
}) {
  const { meeting } = read;
  const toast = useToast();
  const navigate = useNavigate();
  const [handing, setHanding] = useState(false);
  const [asked, ask] = useState<Question | null>(null);
  const toList = () => navigate({ to: '/dashboard/meetings', replace: true });
  const cancel = useCancelMeeting();
  const remove = useDeleteMeeting(toList);
  const change = useChangeMeeting();
  const notify = useNotify(meeting.id);
  const duplicate = useDuplicate();
  const leave = useRemoveParticipant(meeting.id, { onGone: toList });
  const canEdit = meeting.can_edit;
  const isOpen = meeting.status === 'scheduled';
  const count = recipients(meeting).length;

  const settle = (text: string) => ({
    onSuccess: () => toast({ text }),
    onError: (error: unknown) => toast({ text: describe(error), tone: 'no' as const }),
    onSettled: () => ask(null),
  });
  const save = async () => {
    try {
      saveBlob(await fetchIcs(meeting.id), fileName(meeting.title, 'ics'));
    } catch (error) {
      toast({ text: describe(error), tone: 'no' });
    }
  };

  const questions: Record<
    Question,
    Omit<Parameters<typeof ConfirmDialog>[0], 'open' | 'onOpenChange'>
  > = {
    cancel: {
      title: `Cancel “${meeting.title}”?`,
      children: `${cancelText(meeting)} The meeting stays in your lists as cancelled.`,
      confirm: 'Cancel the meeting',
      danger: true,
      busy: cancel.isPending,
      onConfirm: () => cancel.mutate(read, settle(`Cancelled “${meeting.title}”`)),
    },
    delete: {
      title: `Delete “${meeting.title}”?`,
      children: `${cancelText(meeting)} It is gone for good, with all answers.`,
      confirm: 'Delete the meeting',
      danger: true,
      busy: remove.isPending,
      onConfirm: () => remove.mutate(read, settle(`Deleted “${meeting.title}”`)),
    },
    reopen: {
      title: `Let “${meeting.title}” take place after all?`,
      children:
        count > 0
          ? `${peopleText(count)} ${count === 1 ? 'gets' : 'get'} a mail that it takes place.`
          : 'Nobody is mailed: nobody is invited.',
      confirm: 'Let it take place',
      cancel: 'Leave it cancelled',
      busy: change.isPending,
      onConfirm: () =>
        change.mutate(
          { ...read, change: { status: 'scheduled' } },
          settle(`“${meeting.title}” takes place`),
        ),
    },
    reminder: {
      title: 'Send a reminder?',
      children: `${peopleText(count)} ${count === 1 ? 'gets' : 'get'} a mail now, whatever they answered.`,
      confirm: 'Send it',
      cancel: 'Do not send',
      busy: notify.isPending,
      onConfirm: () => notify.mutate('reminder', settle('Reminders are on their way')),
    },
    update: {
      title: 'Send the details again?',
      children: `${peopleText(count)} ${count === 1 ? 'gets' : 'get'} a mail with the meeting as it is now.`,
      confirm: 'Send it',
      cancel: 'Do not send',
      busy: notify.isPending,
      onConfirm: () => notify.mutate('update', settle('The details are on their way')),
    },
    leave: {
      title: `Leave “${meeting.title}”?`,
      children:
        'It is gone from your lists, and you get a mail that says so. To say only that you do not come, answer No.',
      confirm: 'Leave the meeting',
      cancel: 'Stay',
      danger: true,
      busy: leave.isPending,
      onConfirm: () => mine && leave.mutate(mine.id, settle(`You left “${meeting.title}”`)),
    },
  };

  return (
    <>
      {(canEdit || mine) && (
        <Button onClick={() => void save()}>
          <Download aria-hidden="true" /> .ics
        </Button>
      )}
      {(canEdit || mine) && (
        <Menu>
          <MenuTrigger asChild>
            <Button size="icon" aria-label="More">
              <EllipsisVertical aria-hidden="true" />
            </Button>
          </MenuTrigger>
          <MenuContent align="end">
            {canEdit && isOpen && count > 0 && (
              <>
                <MenuItem onSelect={() => ask('reminder')}>
                  <BellRing aria-hidden="true" /> Send a reminder…
                </MenuItem>
                <MenuItem onSelect={() => ask('update')}>
                  <Send aria-hidden="true" /> Send the details again…
                </MenuItem>
                <MenuSeparator />
              </>
            )}
            <MenuItem onSelect={() => void duplicate(meeting.id)}>
              <CopyPlus aria-hidden="true" /> Duplicate…
            </MenuItem>
            <MenuSeparator />
            {isMine && isOpen && (
              <>
                <MenuItem onSelect={() => setHanding(true)}>
                  <UserRoundPen aria-hidden="true" /> Change organiser…
                </MenuItem>
                <MenuSeparator />
              </>
            )}
            {canEdit && isOpen && (
              <MenuItem danger onSelect={() => ask('cancel')}>
                <Ban aria-hidden="true" /> Cancel the meeting…
              </MenuItem>
            )}
            {canEdit && meeting.status === 'cancelled' && (
              <MenuItem onSelect={() => ask('reopen')}>
                <RotateCcw aria-hidden="true" /> Let it take place…
              </MenuItem>
            )}
            {isMine && (
              <MenuItem danger onSelect={() => ask('delete')}>
                <Trash2 aria-hidden="true" /> Delete…
              </MenuItem>
            )}
            {!isMine && mine && (
              <MenuItem danger onSelect={() => ask('leave')}>
                <LogOut aria-hidden="true" /> Leave the meeting…
              </MenuItem>
            )}
          </MenuContent>
        </Menu>
      )}
      <HandOver read={read} open={handing} onOpenChange={setHanding} />
      {asked && (
        <ConfirmDialog {...questions[asked]} open onOpenChange={(open) => !open && ask(null)} />
      )}
    </>
  );
}
