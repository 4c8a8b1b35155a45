import { useNavigate } from '@tanstack/react-router';
import type { RefObject } from 'react';
import type { MeetingListItem, ParticipantStatus } from '@/api/meetings';
import { useRowFocus } from '@/components/list/use-row-focus';
import { useShortcut } from '@/lib/shortcuts';
import { canAnswer } from './meeting-row';

/** `j` and `k` move the focus from row to row; the other keys act on the focused one. */
export function useRowKeys(
  list: RefObject<HTMLElement | null>,
  meetings: MeetingListItem[],
  answer: (meeting: MeetingListItem, status: ParticipantStatus) => void,
): void {
  const navigate = useNavigate();
  const group = 'Meetings';

  const focusedId = useRowFocus(list, 'meeting', group);
  const focused = () => {
    const id = focusedId();
    return meetings.find((meeting) => meeting.id === id);
  };
  const answerFocused = (status: ParticipantStatus) => {
    const meeting = focused();
    if (meeting && canAnswer(meeting)) answer(meeting, status);
  };

  useShortcut('y', 'Answer Yes', () => answerFocused('accepted'), { group });
  useShortcut('m', 'Answer Maybe', () => answerFocused('tentative'), { group });
  useShortcut('x', 'Answer No', () => answerFocused('declined'), { group });
  useShortcut(
    'e',
    'Edit the meeting',
    () => {
      const meeting = focused();
      if (meeting?.can_edit)
        void navigate({
          to: '/dashboard/meetings/$meetingId/edit',
          params: { meetingId: meeting.id },
        });
    },
    { group },
  );
}
