import type { components } from '@/api/schema.gen';
import { cx } from '@/lib/cx';

/** So many letters still stand beside others. */
const LONG = 120;

type Change = components['schemas']['AuditChange'];

/** Before and after of each field; long texts are folded. */
export function ChangeLines({ changes }: { changes: readonly Change[] }) {
  // What reads the same before and after says of whom the entry tells.
  const shown = changes.filter(({ before, after }) => before !== after);
  if (shown.length === 0) return null;
  return (
    <dl className="mt-1 flex flex-col gap-1 text-small">
      {shown.map(({ field, before, after }) => (
        <div key={field} className="flex items-baseline gap-x-2">
          <dt className="shrink-0 text-muted">{field.replaceAll('_', ' ')}</dt>
          <dd className="min-w-0 wrap-anywhere">
            {before !== null && (
              <del className={cx('text-muted', foldOf(before))}>{before || 'empty'}</del>
            )}
            {before !== null && after !== null && <span aria-hidden="true"> → </span>}
            {after !== null && (
              <ins className={cx('no-underline', foldOf(after))}>{after || 'empty'}</ins>
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
