import { useNavigate } from '@tanstack/react-router';
import type { RefObject } from 'react';
import type { MeetingListItem, ParticipantStatus } from '@/api/meetings';
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

  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-meeting]') ?? [])];
  const focusedRow = () =>
    document.activeElement?.closest('li')?.querySelector<HTMLElement>('[data-meeting]') ?? null;
  const move = (step: number) => {
    const all = links();
    const row = focusedRow();
    const at = row === null ? -1 : all.indexOf(row);
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1);
    all[next]?.focus();
    all[next]?.closest('li')?.scrollIntoView({ block: 'nearest' });
  };
  const focused = () => {
    const id = focusedRow()?.getAttribute('data-meeting');
    return meetings.find((meeting) => meeting.id === id);
  };
  const answerFocused = (status: ParticipantStatus) => {
    const meeting = focused();
    if (meeting && canAnswer(meeting)) answer(meeting, status);
  };

  useShortcut('j', 'Next meeting', () => move(1), { group });
  useShortcut('k', 'Previous meeting', () => move(-1), { group });
  useShortcut('y', 'Answer Yes', () => answerFocused('accepted'), { group });
  useShortcut('m', 'Answer Maybe', () => answerFocused('tentative'), { group });
  useShortcut('x', 'Answer No', () => answerFocused('declined'), { group });
  useShortcut(
    'e',
    'Edit the meeting',
    () => {
      const meeting = focused();
      if (meeting?.is_organiser)
        void navigate({
          to: '/dashboard/meetings/$meetingId/edit',
          params: { meetingId: meeting.id },
        });
    },
    { group },
  );
}
