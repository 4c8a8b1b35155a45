import { useState } from 'react';
import { Problem } from '@/api/problem';
import { type Difference, type Fields, findDifferences, isSame, merge } from '@/lib/difference';

/** What a form changes, with the `ETag` it was read with. */
export interface Read<V> {
  values: V;
  etag: string | null;
}

interface Draft<V> extends Read<V> {
  /** What was read when one began to type. */
  base: V;
}

/**
 * A form over something that others change too. What is typed stays until it is saved; a save that
 * is refused because somebody was faster (`meanwhile`) lays it over their version, and is sent again
 * only by hand.
 */
export function useEdit<V extends object>(
  fields: Fields<V>,
  fresh: Read<V>,
  readAgain: () => Promise<Read<V>>,
) {
  const [draft, setDraft] = useState<Draft<V> | null>(null);
  const [meanwhile, setMeanwhile] = useState<Difference<V>[] | null>(null);
  const keys = Object.values(fields).flatMap((field) => field.keys);
  const { values, base } = draft ?? { ...fresh, base: fresh.values };
  // What changed since one began to type was nothing that this form shows.
  const etag = draft === null || isSame(keys, base, fresh.values) ? fresh.etag : draft.etag;
  return {
    values,
    base,
    etag,
    meanwhile,
    isChanged: !isSame(keys, values, base),
    set: (change: Partial<V>) => setDraft({ base, etag, values: { ...values, ...change } }),
    /** It is saved, or given up. */
    end: () => {
      setDraft(null);
      setMeanwhile(null);
    },
    /** Whether the refusal was that somebody was faster; their version is below mine now. */
    refused: async (error: unknown): Promise<boolean> => {
      if (Problem.from(error).code !== 'stale') return false;
      const theirs = await readAgain();
      setMeanwhile(findDifferences(fields, values, base, theirs.values));
      setDraft({
        base: theirs.values,
        etag: theirs.etag,
        values: merge(fields, values, base, theirs.values),
      });
      return true;
    },
  };
}
