import {
  Ban,
  CalendarCheck,
  CalendarClock,
  Check,
  CircleDashed,
  CircleQuestionMark,
  type LucideIcon,
  TriangleAlert,
  X,
} from 'lucide-react';
import { cx } from '@/lib/cx';

export type StatusName =
  | 'accepted'
  | 'tentative'
  | 'declined'
  | 'pending'
  | 'scheduled'
  | 'completed'
  | 'cancelled'
  | 'clash';

interface Look {
  icon: LucideIcon;
  text: string;
  look: string;
}

/** Each is told by its shape and its word; the colour only says it again. */
const STATUSES: Record<StatusName, Look> = {
  accepted: { icon: Check, text: 'Yes', look: 'border-transparent bg-yes-soft text-yes' },
  tentative: { icon: CircleQuestionMark, text: 'Maybe', look: 'hatch border-edge text-wait' },
  declined: { icon: X, text: 'No', look: 'border-transparent bg-no-soft text-no line-through' },
  pending: {
    icon: CircleDashed,
    text: 'No answer yet',
    look: 'border-dashed border-edge text-muted',
  },
  scheduled: { icon: CalendarClock, text: 'Scheduled', look: 'border-line text-muted' },
  completed: { icon: CalendarCheck, text: 'Over', look: 'border-transparent bg-raised text-muted' },
  cancelled: { icon: Ban, text: 'Cancelled', look: 'border-line text-muted line-through' },
  clash: { icon: TriangleAlert, text: 'Clash', look: 'border-wait bg-wait-soft text-wait' },
};

export function Status({
  of,
  text,
  className,
}: {
  of: StatusName;
  /** In place of the usual word. */
  text?: string;
  className?: string;
}) {
  const { icon: Icon, text: usual, look } = STATUSES[of];
  return (
    <span
      className={cx(
        'inline-flex items-center gap-1 rounded-box border px-2 py-px text-small whitespace-nowrap',
        look,
        className,
      )}
    >
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      {text ?? usual}
    </span>
  );
}
