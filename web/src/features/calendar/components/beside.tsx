import type { ComponentProps, ReactNode } from 'react';
import { useMemo } from 'react';
import { Popover, PopoverAnchor, PopoverContent } from '@/components/ui/popover';

/** Where on the screen something is, read again each time, since the grid scrolls. */
export type Place = () => DOMRect;
/** Below, where what it stands beside is as wide as the page. */
export type Side = 'right' | 'bottom';

/** A popover beside something in the grid that has no element of ours. */
export function Beside({
  place,
  onClose,
  returnFocus,
  onKeyDown,
  children,
  ...props
}: {
  place: Place;
  side: Side;
  onClose: () => void;
  /** There is no trigger that the focus could go back to by itself. */
  returnFocus: () => void;
  children: ReactNode;
} & ComponentProps<typeof PopoverContent>) {
  const anchor = useMemo(() => ({ current: { getBoundingClientRect: place } }), [place]);
  return (
    <Popover open onOpenChange={(open) => !open && onClose()}>
      <PopoverAnchor virtualRef={anchor} />
      <PopoverContent
        align="start"
        data-own-escape=""
        className="w-80 max-w-[calc(100vw-1.5rem)]"
        onKeyDown={(event) => {
          onKeyDown?.(event);
          // A message that came later has the key first; it leaves it to us.
          if (event.key === 'Escape') onClose();
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          returnFocus();
        }}
        {...props}
      >
        {children}
      </PopoverContent>
    </Popover>
  );
}

/** Of an element while it is shown, and where it was when it is gone. */
export function placeOf(find: () => Element | null): Place {
  let last = new DOMRect(window.innerWidth / 2, window.innerHeight / 3, 0, 0);
  return () => {
    const rect = find()?.getBoundingClientRect();
    if (rect && rect.width > 0) last = rect;
    return last;
  };
}
