import { CircleAlert, CircleSlash, type LucideIcon, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

const TONES: Record<'on' | 'off' | 'wait', { icon: LucideIcon; look: string }> = {
  on: { icon: ShieldCheck, look: 'border-transparent bg-accent-soft text-ink' },
  off: { icon: CircleSlash, look: 'border-edge text-muted' },
  wait: { icon: CircleAlert, look: 'border-wait bg-wait-soft text-wait' },
};

/** A word about a thing that stands beside its name. */
export function Mark({ tone, children }: { tone: keyof typeof TONES; children: ReactNode }) {
  const { icon: Icon, look } = TONES[tone];
  return (
    <span
      className={cx(
        'inline-flex items-center gap-1 rounded-box border px-2 py-px font-normal text-small whitespace-nowrap',
        look,
      )}
    >
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      {children}
    </span>
  );
}
