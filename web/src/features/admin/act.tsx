import { useMutation } from '@tanstack/react-query';
import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { describe } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { useToast } from '@/components/ui/toast';

/** A button that asks once, naming the thing and what follows, and then does it. */
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
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const act = useMutation({
    mutationFn: run,
    onSuccess: () => toast({ text: done }),
    onError: (error) => toast({ text: describe(error), tone: 'no' }),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        look={danger && !small ? 'danger' : 'secondary'}
        size={small ? 'small' : 'normal'}
        onClick={() => setAsking(true)}
      >
        <Icon aria-hidden="true" /> {label}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={question}
        confirm={confirm}
        cancel={keep}
        danger={danger}
        busy={act.isPending}
        onConfirm={() => act.mutate()}
      >
        {consequence}
      </ConfirmDialog>
    </>
  );
}
