import { CalendarCheck } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';

/** The frame of the pages before the log-in: one small form. */
export function NarrowPage({
  title,
  description,
  children,
  footer,
}: {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Meeting scheduler`;
  }, [title]);
  return (
    <main className="mx-auto flex w-full max-w-md flex-col gap-4 px-4 py-8 sm:py-16">
      <p className="flex items-center gap-2 font-semibold">
        <CalendarCheck aria-hidden="true" className="size-5 text-accent" /> Meeting scheduler
      </p>
      <div className="rounded-box border bg-surface p-6">
        <h1 className="font-semibold text-title">{title}</h1>
        {description && <p className="mt-1 text-muted">{description}</p>}
        <div className="mt-6">{children}</div>
      </div>
      {footer && <div className="text-center text-muted">{footer}</div>}
    </main>
  );
}
