import type { components } from '@/api/schema.gen';

type Change = components['schemas']['AuditChange'];

/** Before and after of each field; long texts are folded. */
export function ChangeLines({ changes }: { changes: readonly Change[] }) {
  // What reads the same before and after says of whom the entry tells.
  const shown = changes.filter(({ before, after }) => before !== after);
  if (shown.length === 0) return null;
  return (
    <dl className="mt-1 flex flex-col gap-1 text-small">
      {shown.map(({ field, before, after }) => (
        <div key={field} className="flex flex-wrap items-baseline gap-x-2">
          <dt className="text-muted">{field.replaceAll('_', ' ')}</dt>
          <dd className="min-w-0 break-words">
            {before !== null && <del className="line-clamp-3 text-muted">{before || 'empty'}</del>}
            {before !== null && after !== null && <span aria-hidden="true"> → </span>}
            {after !== null && <ins className="line-clamp-3 no-underline">{after || 'empty'}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
