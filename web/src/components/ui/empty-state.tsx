import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** Nothing here: says what to do next, with the button to do it. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-1 rounded-box border border-dashed px-4 py-8 text-center">
      <Icon aria-hidden="true" className="mb-1 size-6 text-muted" />
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-[44ch] text-muted">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
