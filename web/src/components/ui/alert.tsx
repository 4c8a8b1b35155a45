import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

const TONES = {
  no: { icon: CircleAlert, look: 'bg-no-soft text-no' },
  yes: { icon: CircleCheck, look: 'bg-yes-soft text-yes' },
  wait: { icon: CircleAlert, look: 'bg-wait-soft text-wait' },
  info: { icon: Info, look: 'bg-accent-soft text-ink' },
};

/** A sentence about what happened, read out at once when it is a fault. */
export function Alert({
  tone = 'info',
  className,
  children,
}: {
  tone?: keyof typeof TONES;
  className?: string;
  children: ReactNode;
}) {
  const { icon: Icon, look } = TONES[tone];
  return (
    <div
      role={tone === 'no' ? 'alert' : 'status'}
      className={cx('flex gap-2 rounded-box px-3 py-2', look, className)}
    >
      <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
