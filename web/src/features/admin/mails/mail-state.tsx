import { CircleCheck, CircleX, Clock, type LucideIcon, Send, Undo2 } from 'lucide-react';
import type { components } from '@/api/schema.gen';
import { cx } from '@/lib/cx';

type State = components['schemas']['NotificationState'];

const STATES: Record<State, { icon: LucideIcon; text: string; look: string }> = {
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

export function MailState({ state, when }: { state: State; when?: string | null | undefined }) {
  const { icon: Icon, text, look } = STATES[state];
  return (
    <span className={cx('inline-flex items-center gap-1.5 text-small', look)}>
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      {text}
      {when && ` ${when}`}
    </span>
  );
}
