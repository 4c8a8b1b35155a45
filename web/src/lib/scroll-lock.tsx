import { Slot } from 'radix-ui';
import { type ComponentProps, type ReactNode, useEffect } from 'react';

/**
 * Stands in for react-remove-scroll inside Radix (see vite.config.ts): that one writes a `<style>`
 * element, which the CSP forbids. `scrollbar-gutter: stable` keeps the page from jumping.
 */
export function RemoveScroll({
  children,
  as: _as,
  allowPinchZoom: _zoom,
  shards: _shards,
  ...props
}: ComponentProps<'div'> & {
  as?: unknown;
  allowPinchZoom?: boolean;
  shards?: unknown;
  children?: ReactNode;
}) {
  useEffect(() => {
    const { style } = document.body;
    const before = style.overflow;
    style.overflow = 'hidden';
    return () => {
      style.overflow = before;
    };
  }, []);
  return <Slot.Root {...props}>{children}</Slot.Root>;
}

RemoveScroll.classNames = { fullWidth: '', zeroRight: '' };
