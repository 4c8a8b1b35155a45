import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { type Permission, useStanding } from '@/api/admin';
import { useViewerZone } from '@/api/me';
import { Listing } from '@/components/list/listing';
import { ChangeLines } from '@/components/meetings/change-lines';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { cx } from '@/lib/cx';
import { useNow } from '@/lib/now';
import { formatPast } from '@/lib/time';
import { countChoices } from '@/lib/url-search';
import { NothingFits } from '../nothing-fits';
import { Export } from './export';
import { AuditFilters } from './filters';
import { type AuditEntry, auditQuery } from './queries';
import { type AuditSearch, PAGE_SIZE } from './search';
import { auditText } from './words';

/** Who did what, the newest first. */
export function AuditList({ search }: { search: AuditSearch }) {
  const query = useQuery(auditQuery(search));
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who did what, the newest first. Nobody can change it."
        actions={<Export search={search} />}
      />
      <AuditFilters search={search} />
      <Listing
        query={query}
        page={search.page}
        pageSize={PAGE_SIZE}
        empty={
          search.q || countChoices(search) > 0 ? (
            <NothingFits title="Nothing like that was done" />
          ) : (
            <EmptyState icon={ScrollText} title="Nothing was done yet">
              Whatever anybody changes is listed here.
            </EmptyState>
          )
        }
      >
        {(entries, busy) => (
          <ol
            aria-label="What was done"
            aria-busy={busy}
            className={cx(
              'divide-y rounded-box border bg-surface transition-opacity duration-100',
              busy && 'opacity-60',
            )}
          >
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
        )}
      </Listing>
    </>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const zone = useViewerZone();
  const now = useNow();
  return (
    <li className="grid gap-x-6 px-3 py-2 md:grid-cols-[minmax(0,1fr)_13rem]">
      <div className="min-w-0">
        <p className="break-words">
          {auditText(entry)} <Thing entry={entry} />
        </p>
        <ChangeLines changes={entry.changes} viewer={zone} />
      </div>
      <p className="text-muted text-small md:text-right">
        {formatPast(entry.at, zone, now)}
        {entry.client && (
          <>
            {' '}
            <span className="break-all md:block">from {entry.client}</span>
          </>
        )}
      </p>
    </li>
  );
}

const LINK = 'whitespace-nowrap text-accent text-small underline underline-offset-2';

function Open({ what }: { what: string }) {
  return (
    <>
      Open<span className="sr-only"> {what}</span>
    </>
  );
}

/** To what it was done to, for who may see it; what is gone has no page. */
function Thing({ entry: { target, action } }: { entry: AuditEntry }) {
  const { may } = useStanding();
  const sees = (permission: Permission) => may(permission) && !action.endsWith('.delete');
  if (target.kind === 'user' && target.id && sees('users.view'))
    return (
      <Link to="/admin/users/$userId" params={{ userId: target.id }} className={LINK}>
        <Open what="the account" />
      </Link>
    );
  if (target.kind === 'role' && target.id && sees('roles.edit'))
    return (
      <Link to="/admin/roles/$roleId" params={{ roleId: target.id }} className={LINK}>
        <Open what="the role" />
      </Link>
    );
  if (target.kind === 'notification' && target.id && sees('notifications.view'))
    return (
      <Link to="/admin/notifications/$mailId" params={{ mailId: target.id }} className={LINK}>
        <Open what="the mail" />
      </Link>
    );
  if (target.meeting && sees('meetings.view_all'))
    return (
      <Link to="/admin/meetings/$meetingId" params={{ meetingId: target.meeting }} className={LINK}>
        <Open what="the meeting" />
      </Link>
    );
  return null;
}
