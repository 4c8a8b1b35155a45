import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { describe, Problem } from '@/api/problem';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** In place of a list that could not be read. */
export function ListFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  // A page that was there when the address was made, before what was on it was deleted.
  if (Problem.from(error).code === 'not_found')
    return (
      <EmptyState
        icon={SearchX}
        title="There is no such page any more"
        action={
          <Button asChild>
            <Link to="." search={(here: object) => ({ ...here, page: undefined })}>
              To the first page
            </Link>
          </Button>
        }
      />
    );
  return (
    <Alert tone="no">
      <p>{describe(error)}</p>
      <Button size="small" className="mt-2" onClick={onRetry}>
        Try again
      </Button>
    </Alert>
  );
}
