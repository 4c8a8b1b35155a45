import type { components } from '@/api/schema.gen';
import { cx } from '@/lib/cx';
import { useNow } from '@/lib/now';
import { fieldText, valueText } from './change-words';

/** So many letters still stand beside others. */
const LONG = 120;

type Change = components['schemas']['AuditChange'];

/** Before and after of each field, times in the zone of whoever looks; long texts are folded. */
export function ChangeLines({ changes, viewer }: { changes: readonly Change[]; viewer: string }) {
  const now = useNow();
  // What reads the same before and after says of whom the entry tells.
  const shown = changes.filter(({ before, after }) => before !== after);
  if (shown.length === 0) return null;
  const text = (field: string, value: string) => valueText(field, value, viewer, now);
  return (
    <dl className="mt-1 flex flex-col gap-1 text-small">
      {shown.map(({ field, before, after }) => (
        <div key={field} className="flex items-baseline gap-x-3">
          <dt className="w-28 shrink-0 text-muted">{fieldText(field)}</dt>
          <dd className="min-w-0 wrap-anywhere">
            {before !== null && (
              <del className={cx('text-muted', foldOf(before))}>{text(field, before)}</del>
            )}
            {before !== null && after !== null && <span aria-hidden="true"> → </span>}
            {after !== null && (
              <ins className={cx('no-underline', foldOf(after))}>{text(field, after)}</ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A line of its own, and no more than three, for what does not fit into one with the other. */
function foldOf(value: string): string | false {
  return (value.length > LONG || value.includes('\n')) && 'line-clamp-3';
}
