import { useCallback, useState } from 'react';
import { readOwned, writeOwned } from './owned-storage';

/**
 * State of a form that outlives a reload and an expired session: typed input is still there after
 * the log-in. Kept for this account in this tab alone; `clear` when it is saved or given up.
 */
export function useDraft<T>(
  key: string,
  initial: T | (() => T),
): [T, (value: T) => void, () => void] {
  const [value, setValue] = useState<T>(
    () => read<T>(key) ?? (initial instanceof Function ? initial() : initial),
  );
  const set = useCallback(
    (next: T) => {
      setValue(next);
      writeDraft(key, next);
    },
    [key],
  );
  const clear = useCallback(() => writeOwned('session', nameOf(key), null), [key]);
  return [value, set, clear];
}

/** For a form that is opened next, without its content in an address that the history keeps. */
export function writeDraft<T>(key: string, value: T): void {
  writeOwned('session', nameOf(key), JSON.stringify(value));
}

function read<T>(key: string): T | null {
  try {
    return JSON.parse(readOwned('session', nameOf(key)) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

function nameOf(key: string): string {
  return `draft:${key}`;
}
