import { CloudOff } from 'lucide-react';
import { reachable } from '@/api/reachable';
import { useObservable } from '@/lib/observable';

/** Quiet word that the server is gone. It leaves by itself; nothing has to be clicked. */
export function ServerBanner() {
  const isReachable = useObservable(reachable);
  return (
    <div role="status">
      {!isReachable && (
        <p className="flex items-center justify-center gap-2 bg-wait-soft px-4 py-2 text-wait">
          <CloudOff aria-hidden="true" className="size-5 shrink-0" />
          The server cannot be reached; trying again. What you typed stays here.
        </p>
      )}
    </div>
  );
}
