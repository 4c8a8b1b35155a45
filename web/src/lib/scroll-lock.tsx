import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';

/**
 * Stands in for react-remove-scroll inside Radix (see vite.config.ts): that one writes a `<style>`
 * element, which the CSP forbids. Radix wraps the overlay in it, which lies over the whole page, so
 * it is enough that wheel and finger move nothing there. The scrollbar stays and nothing jumps.
 */
export function RemoveScroll({
  as: _as,
  allowPinchZoom: _zoom,
  shards: _shards,
  ...props
}: ComponentProps<'div'> & { as?: unknown; allowPinchZoom?: boolean; shards?: unknown }) {
  return <Slot.Root {...props} ref={holdStill} />;
}

RemoveScroll.classNames = { fullWidth: '', zeroRight: '' };

/** React's own listeners for these are passive. */
function holdStill(overlay: HTMLElement | null) {
  if (overlay === null) return;
  const stop = (event: Event) => event.preventDefault();
  overlay.addEventListener('wheel', stop, { passive: false });
  overlay.addEventListener('touchmove', stop, { passive: false });
  return () => {
    overlay.removeEventListener('wheel', stop);
    overlay.removeEventListener('touchmove', stop);
  };
}
