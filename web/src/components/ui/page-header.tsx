import { type ReactNode, useEffect } from 'react';

/** The page's one first heading, and its acts. Names the browser's tab too. */
export function PageHeader({
  title,
  description,
  actions,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Meeting scheduler`;
  }, [title]);
  return (
    <header className="mb-6 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="font-semibold text-title wrap-anywhere">{title}</h1>
        {description && <div className="mt-1 text-muted">{description}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}
