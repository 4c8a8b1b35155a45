import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { adminKey } from '@/api/admin';
import { describe, Problem } from '@/api/problem';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { useToast } from '@/components/ui/toast';

/**
 * A button that asks once, naming the thing and what follows, and then does it. Why it was refused
 * stands beside the question.
 */
export function Act({
  label,
  icon: Icon,
  question,
  consequence,
  confirm,
  keep = 'Keep it',
  done,
  danger = false,
  small = false,
  run,
}: {
  label: string;
  icon: LucideIcon;
  question: string;
  consequence: ReactNode;
  confirm: string;
  keep?: string;
  /** What is said afterwards. */
  done: string;
  danger?: boolean;
  small?: boolean;
  run: () => Promise<unknown>;
}) {
  const client = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const act = useMutation({
    mutationFn: run,
    onSuccess: () => {
      toast({ text: done });
      setAsking(false);
    },
    // Mostly because it is not any more as it was read.
    onError: () => void client.invalidateQueries({ queryKey: adminKey }),
  });
  const ask = (open: boolean) => {
    act.reset();
    setAsking(open);
  };
  return (
    <>
      <Button
        look={danger && !small ? 'danger' : 'secondary'}
        size={small ? 'small' : 'normal'}
        onClick={() => ask(true)}
      >
        <Icon aria-hidden="true" /> {label}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={ask}
        title={question}
        confirm={confirm}
        cancel={keep}
        danger={danger}
        busy={act.isPending}
        onConfirm={() => act.mutate()}
      >
        {consequence}
        {act.error && (
          <Alert tone="no" className="mt-3">
            {Problem.from(act.error).code === 'stale'
              ? 'Somebody else changed this meanwhile. Look at how it is now, then try again.'
              : describe(act.error)}
          </Alert>
        )}
      </ConfirmDialog>
    </>
  );
}
