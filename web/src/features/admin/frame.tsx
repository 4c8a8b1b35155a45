import { Link } from '@tanstack/react-router';
import { LockKeyhole } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { type Permission, useStanding } from '@/api/admin';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { PERMISSIONS } from './permissions';
import { PLACES } from './places';

/** The way about in the administration: only to where one may go. */
export function AdminFrame({ path, children }: { path: string; children: ReactNode }) {
  const { may } = useStanding();
  const nav = useRef<HTMLElement>(null);
  const places = PLACES.filter(({ needs }) => may(needs));

  // On phones the line is longer than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another current link.
  useEffect(() => {
    const line = nav.current;
    const here = line?.querySelector<HTMLElement>('[aria-current]');
    if (line && here)
      line.scrollLeft = here.offsetLeft - line.clientWidth / 2 + here.offsetWidth / 2;
  }, [path]);

  return (
    <>
      {places.length > 0 && (
        <nav
          ref={nav}
          aria-label="Administration"
          className="relative -mx-4 mb-6 flex gap-1 overflow-x-auto border-b px-4 lg:-mx-8 lg:px-8"
        >
          {places.map(({ to, label, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/admin', includeSearch: false }}
              className="-mb-px flex min-h-11 items-center gap-2 border-transparent border-b-2 px-3 text-muted whitespace-nowrap -outline-offset-2 hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink"
            >
              <Icon aria-hidden="true" className="size-4" />
              {label}
            </Link>
          ))}
        </nav>
      )}
      {children}
    </>
  );
}

/** A page, for who may see it; who may not learns what it takes. */
export function Guarded({
  needs,
  title,
  children,
}: {
  needs: Permission;
  title: string;
  children: ReactNode;
}) {
  const { may } = useStanding();
  if (may(needs)) return children;
  return (
    <>
      <PageHeader title={title} />
      <EmptyState icon={LockKeyhole} title="You may not see this page">
        It takes the permission “{PERMISSIONS[needs].label}”, which none of your roles gives you.
        Somebody who manages roles can change that.
      </EmptyState>
    </>
  );
}
