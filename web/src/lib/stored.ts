import { useCallback, useState } from 'react';
import { readOwned, writeOwned } from './owned-storage';

/** A choice that this browser keeps for the account, such as a second time zone. */
export function useStored(key: string): [string | null, (value: string | null) => void] {
  const [value, setValue] = useState(() => readOwned('local', key));
  const set = useCallback(
    (next: string | null) => {
      setValue(next);
      writeOwned('local', key, next);
    },
    [key],
  );
  return [value, set];
}
