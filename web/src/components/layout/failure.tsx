import { Link, useRouter } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { describe, Problem } from '@/api/problem';
import { reachable } from '@/api/reachable';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';

/** In place of a page that could not be shown; it is tried again when the server is back. */
export function Failure({ error }: { error: unknown }) {
  const router = useRouter();
  useEffect(
    () =>
      reachable.subscribe(() => {
        if (reachable.get()) window.location.reload();
      }),
    [],
  );
  if (Problem.from(error).code === 'not_found') return <NotFound />;
  return (
    <div role="alert" className="mx-auto max-w-xl p-4">
      <EmptyState
        icon={TriangleAlert}
        title="This page could not be shown"
        action={
          <Button
            onClick={() => {
              // A server that answers may have a newer app than this page.
              if (reachable.get()) window.location.reload();
              else void router.invalidate();
            }}
          >
            Try again
          </Button>
        }
      >
        {describe(error)}
      </EmptyState>
    </div>
  );
}

export function NotFound() {
  return (
    <div className="mx-auto max-w-xl">
      <PageHeader
        title="There is nothing here"
        description="The address may be mistyped, or what was here is gone or not meant for you."
      />
      <Button asChild>
        <Link to="/dashboard">To the dashboard</Link>
      </Button>
    </div>
  );
}

/** Where not even the start of the address is known. */
export function NotFoundAnywhere() {
  return (
    <main className="px-4 py-16">
      <NotFound />
    </main>
  );
}
