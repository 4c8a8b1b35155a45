import { Link } from '@tanstack/react-router';
import { ChevronDown, CircleDashed, LoaderCircle, TriangleAlert } from 'lucide-react';
import { describe } from '@/api/problem';
import { formatRange } from '@/lib/time';
import { type Attendee, type BusyPerson, clashText, findBusy } from './clash-summary';
import type { Clashes } from './use-clashes';

/** Right under the times: "2 of 6 are busy", opening to who, what and when. */
export function ClashLine({
  clashes,
  people,
  zone,
  viewer,
}: {
  clashes: Clashes;
  people: readonly Attendee[];
  zone: string;
  viewer: string;
}) {
  return (
    <div role="status" className="min-h-8">
      <Line clashes={clashes} people={people} zone={zone} viewer={viewer} />
    </div>
  );
}

function Line({ clashes, people, zone, viewer }: Parameters<typeof ClashLine>[0]) {
  if (clashes.state === 'idle') return null;
  if (clashes.state === 'checking')
    return (
      <p className="flex min-h-8 items-center gap-2 text-muted">
        <LoaderCircle aria-hidden="true" className="size-4" /> Looking who is free
      </p>
    );
  if (clashes.state === 'failed')
    return (
      <p className="flex min-h-8 flex-wrap items-center gap-x-2 text-muted">
        It is not known who is busy. {describe(clashes.error)}
        <button type="button" onClick={clashes.retry} className="text-accent underline">
          Look again
        </button>
      </p>
    );
  const busy = findBusy(people, clashes.conflicts);
  const isUnknown = ({ email, isMe }: Attendee) => !isMe && clashes.unknown.includes(email);
  const text = clashText(busy, people.length, people.filter(isUnknown).length);
  if (busy.length === 0)
    return (
      <p className="flex min-h-8 items-center gap-2 text-muted">
        <CircleDashed aria-hidden="true" className="size-4 shrink-0" />
        {text}
      </p>
    );
  return (
    <details className="group rounded-box bg-wait-soft text-wait">
      <summary className="flex min-h-8 list-none items-center gap-2 rounded-box px-2 font-medium">
        <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
        {text}
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 group-open:rotate-180" />
      </summary>
      <BusyList busy={busy} zone={zone} viewer={viewer} className="px-2 pb-2 text-ink" />
    </details>
  );
}

/** Who is busy, with what (as far as one may see it) and when. */
export function BusyList({
  busy,
  zone,
  viewer,
  className,
}: {
  busy: readonly BusyPerson[];
  zone: string;
  viewer: string;
  className?: string;
}) {
  return (
    <ul className={className}>
      {busy.map(({ email, label, clashes }) => (
        <li key={email} className="mt-1">
          <span className="font-medium break-words">{label}</span>
          <ul className="pl-4">
            {clashes?.map((clash) => (
              <li key={`${clash.id} ${clash.start_time}`}>
                {clash.id ? (
                  <Link
                    to="/dashboard/meetings/$meetingId"
                    params={{ meetingId: clash.id }}
                    target="_blank"
                    className="underline underline-offset-2"
                  >
                    {clash.title}
                  </Link>
                ) : (
                  clash.title
                )}
                , {formatRange(clash, zone, viewer)}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
