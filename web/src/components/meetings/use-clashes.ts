import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Checked, conflictsQuery } from '@/api/conflicts';
import { useDebounced } from '@/lib/use-debounced';

const WAIT_MS = 300;

export type Clashes =
  | { state: 'idle' }
  | { state: 'checking' }
  | { state: 'failed'; error: unknown; retry: () => void }
  | ({ state: 'known' } & Checked);

/**
 * Who is busy in that time, asked a moment after the last change. An answer to other times or other
 * people is never shown.
 */
export function useClashes(
  range: { start_time: string; end_time: string } | null,
  emails: readonly string[],
  excludeMeetingId?: string,
): Clashes {
  const asked = JSON.stringify({ range, emails });
  const settled = useDebounced(asked, WAIT_MS);
  const check = useMemo(
    () => JSON.parse(settled) as { range: typeof range; emails: string[] },
    [settled],
  );
  const { data, error, refetch } = useQuery(
    conflictsQuery({
      start_time: check.range?.start_time ?? '',
      end_time: check.range?.end_time ?? '',
      emails: check.emails,
      excludeMeetingId,
    }),
  );
  const isRange = range !== null && Date.parse(range.start_time) < Date.parse(range.end_time);
  if (!isRange || emails.length === 0) return { state: 'idle' };
  if (settled !== asked) return { state: 'checking' };
  if (data) return { state: 'known', ...data };
  if (error) return { state: 'failed', error, retry: () => void refetch() };
  return { state: 'checking' };
}
