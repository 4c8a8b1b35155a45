import { type ReactNode, useId } from 'react';
import { Card } from '@/components/ui/card';

/** One thing that can be set: what it is at the side, how at the other. */
export function Setting({
  title,
  description,
  children,
}: {
  title: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-3 border-t py-6 md:grid-cols-[16rem_minmax(0,1fr)]"
    >
      <div>
        <h2 id={id} className="font-semibold text-large">
          {title}
        </h2>
        {description && <p className="max-w-[60ch] text-muted">{description}</p>}
      </div>
      <Card className="max-w-2xl">{children}</Card>
    </section>
  );
}
