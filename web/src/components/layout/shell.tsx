import { Link, useNavigate } from '@tanstack/react-router';
import {
  CalendarDays,
  LayoutDashboard,
  ListChecks,
  Plus,
  Search,
  Settings,
  ShieldCheck,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { User } from '@/api/session';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { useShortcut } from '@/lib/shortcuts';
import { AccountMenu } from './account-menu';
import { ShortcutSheet } from './shortcut-sheet';

const PLACES = [
  { to: '/dashboard', label: 'Dashboard', icon: LayoutDashboard, exact: true },
  { to: '/dashboard/calendar', label: 'Calendar', icon: CalendarDays, exact: false },
  { to: '/dashboard/meetings', label: 'Meetings', icon: ListChecks, exact: false },
  { to: '/dashboard/settings', label: 'Settings', icon: Settings, exact: false },
] as const;

/** The frame of all pages behind the log-in: navigation at the side, on phones at the bottom. */
export function Shell({
  user,
  onLogOut,
  onSearch,
  children,
}: {
  user: User;
  onLogOut: () => void;
  /** Opens the palette. */
  onSearch: () => void;
  children: ReactNode;
}) {
  const navigate = useNavigate();
  const [sheet, setSheet] = useState(false);
  const everywhere = { group: 'Everywhere', fallback: true };
  useShortcut(
    'c',
    'New meeting',
    () => void navigate({ to: '/dashboard/meetings/new' }),
    everywhere,
  );
  useShortcut('/', 'Search', onSearch, everywhere);
  useShortcut('mod+k', 'Find an action, a person or a meeting', onSearch, everywhere);
  useShortcut('?', 'This list', () => setSheet(true), everywhere);

  const account = (
    <AccountMenu user={user} onLogOut={onLogOut} onShortcuts={() => setSheet(true)} />
  );
  const create = (
    <Button asChild look="primary">
      <Link to="/dashboard/meetings/new">
        <Plus aria-hidden="true" /> New meeting
      </Link>
    </Button>
  );

  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-box border bg-surface px-3 py-2 focus:translate-y-0"
      >
        Skip to the content
      </a>

      <aside className="sticky top-0 hidden h-dvh flex-col gap-4 border-r bg-surface p-3 lg:flex">
        <p className="px-2 pt-2 font-semibold">Meeting scheduler</p>
        {create}
        <button
          type="button"
          onClick={onSearch}
          className="flex min-h-10 items-center gap-2 rounded-box border px-3 text-muted hover:bg-raised"
        >
          <Search aria-hidden="true" className="size-4" />
          <span className="flex-1 text-left">Search</span>
          <Kbd keys="mod+k" />
        </button>
        <nav aria-label="Main" className="flex flex-1 flex-col gap-1">
          {PLACES.map(({ to, label, icon: Icon, exact }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact, includeSearch: false }}
              className="flex min-h-10 items-center gap-3 rounded-box px-3 hover:bg-raised aria-[current]:bg-accent-soft aria-[current]:font-medium"
            >
              <Icon aria-hidden="true" className="size-5" />
              {label}
            </Link>
          ))}
        </nav>
        {user.is_staff && (
          <Link
            to="/admin"
            activeOptions={{ includeSearch: false }}
            className="flex min-h-10 items-center gap-3 rounded-box px-3 hover:bg-raised aria-[current]:bg-accent-soft aria-[current]:font-medium"
          >
            <ShieldCheck aria-hidden="true" className="size-5" />
            Administration
          </Link>
        )}
        {account}
      </aside>

      <header className="flex items-center justify-between gap-2 px-4 pt-3 lg:hidden">
        <div className="-ml-2.5">{account}</div>
        <span className="flex gap-2">
          <Button look="quiet" size="icon" aria-label="Search" onClick={onSearch}>
            <Search aria-hidden="true" />
          </Button>
          {create}
        </span>
      </header>

      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl px-4 pt-4 pb-24 outline-none has-data-wide:max-w-none lg:px-8 lg:py-8"
      >
        {children}
      </main>

      <nav
        aria-label="Main"
        className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-4 border-t bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        {PLACES.map(({ to, label, icon: Icon, exact }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact, includeSearch: false }}
            className="flex min-h-14 flex-col items-center justify-center text-muted text-small -outline-offset-2 aria-[current]:font-medium aria-[current]:text-accent"
          >
            <Icon aria-hidden="true" className="size-5" />
            {label}
          </Link>
        ))}
      </nav>

      <ShortcutSheet open={sheet} onOpenChange={setSheet} />
    </div>
  );
}
