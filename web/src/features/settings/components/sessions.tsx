import { useQuery } from '@tanstack/react-query';
import { Monitor, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useViewerZone } from '@/api/me';
import { describe } from '@/api/problem';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { SkeletonList } from '@/components/ui/skeleton';
import { useToast } from '@/components/ui/toast';
import { useNow } from '@/lib/now';
import { dayOf, formatDay, formatPast } from '@/lib/time';
import { describeDevice } from '../device';
import { useEndSessions } from '../mutations';
import { type Session, sessionsQuery } from '../queries';

export function Sessions() {
  const { data, error, refetch } = useQuery(sessionsQuery);
  const end = useEndSessions();
  const toast = useToast();
  const [ending, setEnding] = useState<Session[]>([]);

  if (error && !data)
    return (
      <Alert tone="no">
        <p>{describe(error)}</p>
        <Button size="small" className="mt-2" onClick={() => void refetch()}>
          Try again
        </Button>
      </Alert>
    );
  if (!data) return <SkeletonList lines={2} />;

  const current = data.results.filter(({ is_current }) => is_current);
  const others = data.results.filter(({ is_current }) => !is_current);
  const [only] = ending;
  const what = ending.length === 1 && only ? describeDevice(only.user_agent).name : '';
  return (
    <>
      <ul className="divide-y">
        {[...current, ...others].map((session) => (
          <Line key={session.id} session={session} onEnd={() => setEnding([session])} />
        ))}
      </ul>
      {others.length > 0 && (
        <Button look="danger" className="mt-4" onClick={() => setEnding(others)}>
          End all others
        </Button>
      )}
      <ConfirmDialog
        open={ending.length > 0}
        onOpenChange={(open) => !open && setEnding([])}
        title={what ? `End the session of ${what}?` : `End ${ending.length} other sessions?`}
        confirm={what ? 'End the session' : 'End them all'}
        cancel="Keep"
        danger
        busy={end.isPending}
        onConfirm={() =>
          end.mutate(ending, {
            onSuccess: () => toast({ text: what ? 'Session ended' : 'All other sessions ended' }),
            onError: (fault) => toast({ tone: 'no', text: describe(fault) }),
            onSettled: () => setEnding([]),
          })
        }
      >
        Whoever uses {what ? 'it' : 'them'} is asked to log in again.
      </ConfirmDialog>
    </>
  );
}

function Line({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const zone = useViewerZone();
  const now = useNow();
  const { name, isPhone } = describeDevice(session.user_agent);
  // The clock of the page ticks once a minute.
  const Icon = isPhone ? Smartphone : Monitor;
  return (
    <li className="flex items-center gap-3 py-3 first:pt-0 last:pb-0">
      <Icon aria-hidden="true" className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">
          {name}
          {session.is_current && (
            <span className="ml-2 rounded-box bg-accent-soft px-2 py-px font-normal text-small">
              this one
            </span>
          )}
        </p>
        <p className="text-muted text-small">
          Used {formatPast(session.last_used_at, zone, now)} · logged in{' '}
          {formatDay(dayOf(session.created_at, zone), dayOf(now, zone))}
          {session.address && ` from ${session.address}`}
        </p>
      </div>
      {!session.is_current && (
        <Button size="small" onClick={onEnd} aria-label={`End the session of ${name}`}>
          End
        </Button>
      )}
    </li>
  );
}
