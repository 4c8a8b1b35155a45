import { SlidersHorizontal } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cx } from '@/lib/cx';
import { SearchBox } from './search-box';

/** The search above a list, and what narrows it; on phones the choices open by a button. */
export function Filters({
  search,
  count,
  className,
  children,
}: {
  search: ComponentProps<typeof SearchBox>;
  /** How many of the choices are made. */
  count: number;
  /** In how many columns the choices stand. */
  className?: string;
  /** `<Choice>`s. */
  children?: ReactNode;
}) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="flex gap-2">
        <SearchBox {...search} />
        {children && (
          <Button
            className="md:hidden"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            <SlidersHorizontal aria-hidden="true" />
            {count > 0 ? `Filters (${count})` : 'Filters'}
          </Button>
        )}
      </div>
      {children && (
        <div id={id} className={cx('grid grid-cols-2 gap-2', className, !open && 'max-md:hidden')}>
          {children}
        </div>
      )}
    </>
  );
}

/** One of them, under its name. */
export function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
    <label className="min-w-0">
      <span className="mb-1 block text-muted text-small">{label}</span>
      {children}
    </label>
  );
}
