import { useEffect, useRef } from 'react';
import type { Problem } from '@/api/problem';
import { BusyList } from '@/components/meetings/clash-line';
import { type Attendee, findBusy } from '@/components/meetings/clash-summary';
import { Button } from '@/components/ui/button';

/** The server refused since somebody is busy: who and when, and the ways on. */
export function ClashRefusal({
  problem,
  people,
  zone,
  viewer,
  onSaveAnyway,
  onLeaveOut,
}: {
  problem: Problem;
  people: readonly Attendee[];
  zone: string;
  viewer: string;
  onSaveAnyway: () => void;
  /** Where people can still be left out. */
  onLeaveOut?: (emails: readonly string[]) => void;
}) {
  const busy = findBusy(people, problem.conflicts);
  const others = busy.filter(({ email }) => !people.find((one) => one.email === email)?.isMe);
  // One may have saved by key, far above.
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <div ref={panel} tabIndex={-1} className="rounded-box border border-wait bg-wait-soft p-3">
      <p className="font-medium text-wait">Busy at that time</p>
      <BusyList busy={busy} zone={zone} viewer={viewer} />
      <p className="mt-2">Choose another time above, or:</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="small" onClick={onSaveAnyway}>
          Save in spite of the clash
        </Button>
        {onLeaveOut && others.length > 0 && others.length === busy.length && (
          <Button size="small" onClick={() => onLeaveOut(others.map(({ email }) => email))}>
            Leave out {others.length === 1 ? others[0]?.label : `the ${others.length} who are busy`}
          </Button>
        )}
      </div>
    </div>
  );
}
