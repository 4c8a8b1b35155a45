import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { owner } from '@/lib/owned-storage';
import { Button } from './button';

export interface Toast {
  text: ReactNode;
  tone?: 'yes' | 'no';
  /** Offered for ten seconds. */
  undo?: () => void;
}

const UNDO_MS = 10_000;
const READ_MS = 5000;

const ToastContext = createContext<(toast: Toast) => void>(() => {
  throw new Error('useToast needs a ToastProvider.');
});

/** `toast({ text: 'Answered Yes', undo })` */
export function useToast(): (toast: Toast) => void {
  return useContext(ToastContext);
}

/** What came before this message and closes by the key itself keeps it. */
function leaveToOwner(event: KeyboardEvent) {
  if (event.target instanceof Element && event.target.closest('[data-own-escape]'))
    event.preventDefault();
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<(Toast & { id: number })[]>([]);
  const add = useCallback((toast: Toast) => {
    setToasts((all) => [...all.slice(-2), { ...toast, id: (all.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  // A message may name what only the account that caused it may see.
  useEffect(() => owner.subscribe(() => setToasts([])), []);
  const remove = (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id));

  return (
    <ToastContext value={add}>
      <Radix.Provider swipeDirection="down" label="Message">
        {children}
        {toasts.map(({ id, text, tone = 'yes', undo }) => {
          const Icon = tone === 'yes' ? CircleCheck : CircleAlert;
          return (
            <Radix.Root
              key={id}
              duration={undo ? UNDO_MS : READ_MS}
              type={tone === 'no' ? 'foreground' : 'background'}
              onOpenChange={(open) => !open && remove(id)}
              onEscapeKeyDown={leaveToOwner}
              className="appear flex items-center gap-2 rounded-box border bg-surface py-2 pr-2 pl-3 shadow-float"
            >
              <Icon
                aria-hidden="true"
                className={tone === 'yes' ? 'size-5 shrink-0 text-yes' : 'size-5 shrink-0 text-no'}
              />
              <Radix.Description className="min-w-0 flex-1">{text}</Radix.Description>
              {undo && (
                <Radix.Action asChild altText="Undo" onClick={undo}>
                  <Button size="small">Undo</Button>
                </Radix.Action>
              )}
              <Radix.Close asChild>
                <Button look="quiet" size="small" aria-label="Dismiss" className="px-2">
                  <X aria-hidden="true" />
                </Button>
              </Radix.Close>
            </Radix.Root>
          );
        })}
        <Radix.Viewport className="fixed right-4 bottom-20 left-4 z-50 flex flex-col gap-2 outline-none sm:left-auto sm:w-96 lg:bottom-4" />
      </Radix.Provider>
    </ToastContext>
  );
}
