import { Link } from '@tanstack/react-router';
import { ChevronDown, LockKeyhole, ShieldCheck } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { type Permission, useStanding } from '@/api/admin';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { cx } from '@/lib/cx';
import { PERMISSIONS } from './permissions';
import { PLACES } from './places';

/** The way about in the administration: only to where one may go. */
export function AdminFrame({ path, children }: { path: string; children: ReactNode }) {
  const { may } = useStanding();
  const id = useId();
  // On phones the places are folded under the name of the one where one is.
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === path;
  const places = PLACES.filter(({ needs }) => may(needs));
  const here = places.findLast(({ to }) => path === to || path.startsWith(`${to}/`));

  return (
    <>
      {places.length > 0 && (
        <nav
          aria-label="Administration"
          className="-mx-4 mb-6 border-b px-4 max-lg:-mt-2 lg:-mx-8 lg:px-8"
        >
          <Button
            look="quiet"
            className="w-full px-0 lg:hidden"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpenAt(isOpen ? null : path)}
          >
            <span className="flex flex-1 items-center gap-2">
              <ShieldCheck aria-hidden="true" />
              Administration{here && `: ${here.label}`}
            </span>
            <ChevronDown aria-hidden="true" className={cx(isOpen && 'rotate-180')} />
          </Button>
          <div
            id={id}
            className={cx(
              'grid grid-cols-2 gap-x-4 pb-2 lg:flex lg:flex-wrap lg:gap-1 lg:pb-0',
              !isOpen && 'max-lg:hidden',
            )}
          >
            {places.map(({ to, label, icon: Icon }) => (
              <Link
                key={to}
                to={to}
                activeOptions={{ exact: to === '/admin', includeSearch: false }}
                onClick={() => setOpenAt(null)}
                className={cx(
                  'flex min-h-11 items-center gap-2 text-muted whitespace-nowrap -outline-offset-2 hover:text-ink',
                  'aria-[current]:font-medium aria-[current]:text-ink',
                  'lg:-mb-px lg:border-transparent lg:border-b-2 lg:px-3 lg:aria-[current]:border-accent',
                )}
              >
                <Icon aria-hidden="true" className="size-4" />
                {label}
              </Link>
            ))}
          </div>
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
