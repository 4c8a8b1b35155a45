import { useCallback, useState } from 'react';

/**
 * State of a form that outlives a reload and an expired session: typed input is still there after
 * the log-in. Kept for this tab alone; `clear` when it is saved or given up.
 */
export function useDraft<T>(
  key: string,
  initial: T | (() => T),
): [T, (value: T) => void, () => void] {
  const name = `draft:${key}`;
  const [value, setValue] = useState<T>(
    () => read(name) ?? (initial instanceof Function ? initial() : initial),
  );
  const set = useCallback(
    (next: T) => {
      setValue(next);
      try {
        sessionStorage.setItem(name, JSON.stringify(next));
      } catch {
        // Without storage it lives as long as the page.
      }
    },
    [name],
  );
  const clear = useCallback(() => {
    try {
      sessionStorage.removeItem(name);
    } catch {
      // See above.
    }
  }, [name]);
  return [value, set, clear];
}

function read<T>(name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null') as T | null;
  } catch {
    return null;
  }
}
