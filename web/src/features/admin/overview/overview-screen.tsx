import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ShieldQuestionMark } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStanding } from '@/api/admin';
import { useViewerZone } from '@/api/me';
import { ListFailure } from '@/components/list/list-failure';
import { Alert } from '@/components/ui/alert';
import { Card, Section } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonList } from '@/components/ui/skeleton';
import { useNow } from '@/lib/now';
import { dayOf, formatPast } from '@/lib/time';
import { PLACES } from '../places';
import { ageText, countOf, limitText, MAIL_KINDS, sizeText } from '../words';
import { isEstablished, type Overview, overviewQuery } from './queries';
import { WeekChart } from './week-chart';

const NUMBER = new Intl.NumberFormat('en-GB');
/** A backup that is older than this is worth a word. */
const OLD_BACKUP_MS = 2 * 24 * 3600 * 1000;

/** How the server does; for staff who may not see that, where else they may go. */
export function OverviewScreen() {
  const { may } = useStanding();
  return may('settings.edit') ? <Figures /> : <Places />;
}

function Places() {
  const { may } = useStanding();
  const places = PLACES.filter(({ needs }) => may(needs));
  return (
    <>
      <PageHeader title="Administration" />
      {places.length === 0 ? (
        <EmptyState icon={ShieldQuestionMark} title="Nothing to do here yet">
          You are staff, but have no role that allows anything. Somebody who manages roles can give
          you one.
        </EmptyState>
      ) : (
        <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {places.map(({ to, label, text, icon: Icon }) => (
            <li key={to} className="relative rounded-box border bg-surface p-4 hover:bg-raised">
              <Link
                to={to}
                className="flex items-center gap-2 font-medium after:absolute after:inset-0"
              >
                <Icon aria-hidden="true" className="size-5 text-muted" /> {label}
              </Link>
              <p className="mt-1 text-muted">{text}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Figures() {
  const { data, error, refetch } = useQuery(overviewQuery);
  return (
    <>
      <PageHeader title="Overview" />
      {data ? (
        <All figures={data} />
      ) : error ? (
        <ListFailure error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonList lines={6} />
      )}
    </>
  );
}

function All({ figures }: { figures: Overview }) {
  const { users, meetings, mail, database, server, last_backup_at } = figures;
  const zone = useViewerZone();
  const now = useNow();
  const { may } = useStanding();
  const isOld =
    last_backup_at !== null && now.getTime() - Date.parse(last_backup_at) > OLD_BACKUP_MS;
  // Who began a few days ago has been told all the same, in a calmer way.
  const isOverdue = last_backup_at === null && isEstablished(figures);
  return (
    <div className="flex flex-col gap-8">
      {(mail.failed_in_24_hours > 0 || isOverdue || isOld) && (
        <div className="flex flex-col gap-2">
          {mail.failed_in_24_hours > 0 && (
            <Alert tone="wait">
              {countOf(mail.failed_in_24_hours, 'mail')} could not be delivered in the last 24
              hours.{' '}
              {may('notifications.view') && (
                <Link
                  to="/admin/notifications"
                  search={{ state: 'failed' }}
                  className="underline underline-offset-2"
                >
                  See which
                </Link>
              )}
            </Alert>
          )}
          {isOverdue && (
            <Alert tone="wait">
              <NoBackup />
            </Alert>
          )}
          {isOld && last_backup_at && (
            <Alert tone="wait">The last backup was {formatPast(last_backup_at, zone, now)}.</Alert>
          )}
        </div>
      )}
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <Figure title="Users" big={users.total}>
          <Fact name="Active">{NUMBER.format(users.active)}</Fact>
          <Fact name="Staff">{NUMBER.format(users.staff)}</Fact>
          <Fact name="New in 7 days">{NUMBER.format(users.new_in_7_days)}</Fact>
        </Figure>
        <Figure title="Meetings" big={meetings.total}>
          <Fact name="To come">{NUMBER.format(meetings.upcoming)}</Fact>
        </Figure>
        <Figure title="Mails waiting" big={mail.queued}>
          <Fact name="Oldest waits">
            {mail.oldest_seconds === null ? '–' : ageText(mail.oldest_seconds)}
          </Fact>
          <Fact name="Sent in 24 hours">{NUMBER.format(mail.sent_in_24_hours)}</Fact>
          <Fact name="Failed in 24 hours">{NUMBER.format(mail.failed_in_24_hours)}</Fact>
        </Figure>
        <Figure title="Database" big={sizeText(database.size_bytes)}>
          <Fact name="Kind">
            {database.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'} {database.version}
          </Fact>
          <Fact name="Server">{server.version}</Fact>
          <Fact name="Runs for">{ageText(server.uptime_seconds)}</Fact>
          <Fact name="Last backup">
            {last_backup_at === null ? 'none' : formatPast(last_backup_at, zone, now)}
          </Fact>
        </Figure>
      </div>
      {last_backup_at === null && !isOverdue && (
        <p className="text-muted">
          <NoBackup />
        </p>
      )}
      <Section title="Meetings per week">
        <Card>
          <WeekChart weeks={meetings.weeks} today={dayOf(now, zone)} />
        </Card>
      </Section>
      {mail.limits.length > 0 && (
        <Section title="Mail limits">
          <Card className="flex flex-col gap-2">
            {mail.limits.map((use) => (
              <p key={[use.setting, use.from, use.to].join(' ')} className="wrap-anywhere">
                <span className="font-medium">{limitText(use)}</span>: {NUMBER.format(use.count)} of{' '}
                {NUMBER.format(use.limit)}
                {use.is_reached && <span className="text-no"> – limit reached</span>}
                <span className="text-muted text-small"> ({use.setting})</span>
              </p>
            ))}
          </Card>
        </Section>
      )}
      {(mail.queue.length > 0 || mail.last_error) && (
        <Section title="Mail that waits or failed">
          <Card className="flex flex-col gap-2">
            {mail.queue.map((depth) => (
              <p key={depth.state + depth.notification_type}>
                <span className="font-medium">{MAIL_KINDS[depth.notification_type]}</span>:{' '}
                {NUMBER.format(depth.count)} {depth.state === 'queued' ? 'waiting' : 'failed'}
                <span className="text-muted text-small">
                  , the oldest for {ageText(depth.oldest_seconds)}
                </span>
              </p>
            ))}
            {mail.last_error && (
              <p className="text-small break-words">
                <span className="text-muted">
                  The last fault, {formatPast(mail.last_error.at, zone, now)}:
                </span>{' '}
                {mail.last_error.error}
              </p>
            )}
          </Card>
        </Section>
      )}
    </div>
  );
}

function NoBackup() {
  return (
    <>
      There is no backup yet. <code>meeting-scheduler backup FILE</code> makes one, also while the
      server runs.
    </>
  );
}

function Figure({
  title,
  big,
  children,
}: {
  title: string;
  big: number | string;
  children: ReactNode;
}) {
  return (
    <Card>
      <h2 className="text-muted">{title}</h2>
      <p className="mb-2 font-semibold text-title">
        {typeof big === 'number' ? NUMBER.format(big) : big}
      </p>
      <dl className="flex flex-col gap-1 text-small">{children}</dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}
