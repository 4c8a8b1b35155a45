import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;

/** The current minute; whoever shows "in 2 hours" is drawn again when it passes. */
export function useNow(): Date {
  const minute = useSyncExternalStore(subscribe, readMinute);
  return new Date(minute * MINUTE_MS);
}

function readMinute(): number {
  return Math.floor(Date.now() / MINUTE_MS);
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, 5000);
  return () => clearInterval(timer);
}
