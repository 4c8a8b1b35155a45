import type { MeetingListItem, ParticipantStatus } from '@/api/meetings';
import { useAnswer } from '@/components/meetings/use-answer';
import { useShortcut } from '@/lib/shortcuts';
import { type Shape, stepDate, type View } from './place';

interface Keys {
  view: View;
  shape: Shape;
  date: string;
  today: string;
  /** The meeting that has the focus: `y`, `m` and `x` answer it, `e` edits it. */
  focused: MeetingListItem | undefined;
  onShow: (view: View, date: string) => void;
  onPick: () => void;
  onEdit: (id: string) => void;
}

/** The letters of the calendar. `m` is the month, but Maybe while a meeting has the focus. */
export function useCalendarShortcuts({
  view,
  shape,
  date,
  today,
  focused,
  onShow,
  onPick,
  onEdit,
}: Keys): void {
  const answer = useAnswer();
  const go = (count: number) => onShow(view, stepDate(shape, date, count));
  useShortcut('t', 'Today', () => onShow(view, today));
  useShortcut('d', 'Day', () => onShow('day', date));
  useShortcut('w', 'Week', () => onShow('week', date));
  useShortcut('m', 'Month', () => onShow('month', date), { fallback: true });
  useShortcut('a', 'Agenda', () => onShow('agenda', date));
  useShortcut('g', 'Go to a date', onPick);
  useShortcut('j', 'Later', () => go(1));
  useShortcut('k', 'Earlier', () => go(-1));
  useShortcut('arrowright', 'Later', () => go(1));
  useShortcut('arrowleft', 'Earlier', () => go(-1));

  const mine = focused?.status === 'scheduled' ? focused.my_status : null;
  const onFocused = { group: 'The focused meeting', enabled: mine !== null };
  const give = (status: ParticipantStatus) => {
    if (focused && mine !== null) {
      const { id, title, sequence } = focused;
      answer({ meetingId: id, title, status, before: mine, sequence });
    }
  };
  useShortcut('y', 'Answer Yes', () => give('accepted'), onFocused);
  useShortcut('m', 'Answer Maybe', () => give('tentative'), onFocused);
  useShortcut('x', 'Answer No', () => give('declined'), onFocused);
  useShortcut('e', 'Edit it', () => focused && onEdit(focused.id), {
    group: 'The focused meeting',
    enabled: focused?.can_edit === true,
  });
}
