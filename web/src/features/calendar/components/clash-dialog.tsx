import { TriangleAlert } from 'lucide-react';
import { useUser } from '@/api/me';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { dayOf, zoneCity } from '@/lib/time';
import { busyText, spanLabel } from '../drag';
import type { Clashing } from '../use-move';

/** Dropped on a clash: says who and when, and saves nothing by itself. */
export function ClashDialog({ clashing, zone }: { clashing: Clashing | null; zone: string }) {
  const me = useUser();
  if (clashing === null) return null;
  const { meeting, span, busy, save, putBack } = clashing;
  const people = new Set(busy.map(({ email }) => email)).size;
  const forbidden = meeting.conflict_policy === 'forbid';
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && putBack()}
      title={`${people === 1 ? '1 person is' : `${people} people are`} busy at that time`}
      cancel="Put it back"
      confirm={forbidden ? 'Put it back' : 'Save anyway'}
      onConfirm={forbidden ? putBack : save}
    >
      <p>
        “{meeting.title}” to {spanLabel(span, zone, dayOf(new Date(), zone))} {zoneCity(zone)}
        {forbidden && ': this meeting takes no clashes'}.
      </p>
      <ul className="mt-3 flex flex-col gap-2">
        {busy.map((one) => (
          <li key={`${one.email} ${one.start_time} ${one.title}`} className="flex gap-2 text-ink">
            <TriangleAlert aria-hidden="true" className="mt-1 size-4 shrink-0 text-wait" />
            <span className="min-w-0 break-words">{busyText(one, me.email, zone)}</span>
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}
