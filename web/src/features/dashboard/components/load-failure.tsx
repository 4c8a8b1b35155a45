import { describe } from '@/api/problem';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';

/** One part of the page could not be read; the others stand. */
export function LoadFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Alert tone="no">
      <p>{describe(error)}</p>
      <Button size="small" className="mt-2" onClick={() => onRetry()}>
        Try again
      </Button>
    </Alert>
  );
}
