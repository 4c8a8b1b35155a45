import type { components } from '@/api/schema.gen';
import { useNow } from '@/lib/now';
import { fieldText, valueText } from './change-words';

type Change = components['schemas']['AuditChange'];

/** Before and after of each field, times in the zone of whoever looks; long texts are folded. */
export function ChangeLines({ changes, viewer }: { changes: readonly Change[]; viewer: string }) {
  const now = useNow();
  // What reads the same before and after says of whom the entry tells.
  const shown = changes.filter(({ before, after }) => before !== after);
  if (shown.length === 0) return null;
  return (
    <dl className="mt-1 flex flex-col gap-1 text-small">
      {shown.map(({ field, before, after }) => (
        <div key={field} className="flex gap-x-3">
          <dt className="w-24 shrink-0 text-muted">{fieldText(field)}</dt>
          <dd className="line-clamp-6 min-w-0 whitespace-pre-line wrap-anywhere">
            {before !== null && (
              <del className="text-muted">{valueText(field, before, viewer, now)}</del>
            )}
            {before !== null && after !== null && <span aria-hidden="true"> → </span>}
            {after !== null && (
              <ins className="no-underline">{valueText(field, after, viewer, now)}</ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
