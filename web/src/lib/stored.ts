import { useCallback, useState } from 'react';

/** A choice of the reader that this browser keeps, such as a second time zone. */
export function useStored(key: string): [string | null, (value: string | null) => void] {
  const [value, setValue] = useState(() => read(key));
  const set = useCallback(
    (next: string | null) => {
      setValue(next);
      try {
        if (next === null) localStorage.removeItem(key);
        else localStorage.setItem(key, next);
      } catch {
        // Without storage the choice lasts until the page is left.
      }
    },
    [key],
  );
  return [value, set];
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
