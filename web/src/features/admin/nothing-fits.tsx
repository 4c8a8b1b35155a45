import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** In place of a list that its filters make empty. */
export function NothingFits({ title }: { title: string }) {
  return (
    <EmptyState
      icon={SearchX}
      title={title}
      action={
        <Button asChild>
          <Link to="." search={{}}>
            Show all
          </Link>
        </Button>
      }
    >
      Take a filter away, or try fewer words.
    </EmptyState>
  );
}
