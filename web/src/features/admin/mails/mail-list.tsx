import { useQuery } from '@tanstack/react-query';
import { Mails } from 'lucide-react';
import { useViewerZone } from '@/api/me';
import { Between } from '@/components/list/between';
import { Choice, Filters } from '@/components/list/filters';
import { Listing } from '@/components/list/listing';
import { RowLink, RowTable } from '@/components/list/row-table';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { addressText } from '@/lib/address';
import { useNow } from '@/lib/now';
import { formatPast } from '@/lib/time';
import { countChoices } from '@/lib/url-search';
import { NothingFits } from '../nothing-fits';
import { useChoose } from '../use-choose';
import { MAIL_KINDS } from '../words';
import { MailState } from './mail-state';
import { mailsQuery } from './queries';
import { type MailsSearch, PAGE_SIZE, STATES } from './search';

export function MailList({ search }: { search: MailsSearch }) {
  const zone = useViewerZone();
  const now = useNow();
  const choose = useChoose<MailsSearch>();
  const query = useQuery(mailsQuery(search));
  const count = countChoices(search);
  return (
    <>
      <PageHeader title="Mails" description="To anybody, the newest first." />
      <div className="mb-4 flex flex-col gap-3">
        <Filters
          search={{
            value: search.q ?? '',
            label: 'Search addresses by how they begin',
            shortcut: 'Search the mails',
            onChange: (q) => choose({ q }),
          }}
          count={count}
          className="md:grid-cols-4"
        >
          <Choice label="State">
            <Select
              value={search.state ?? ''}
              onChange={({ target }) => choose({ state: target.value })}
            >
              <option value="">Any</option>
              {Object.entries(STATES).map(([state, text]) => (
                <option key={state} value={state}>
                  {text}
                </option>
              ))}
            </Select>
          </Choice>
          <Choice label="Kind">
            <Select
              value={search.kind ?? ''}
              onChange={({ target }) => choose({ kind: target.value })}
            >
              <option value="">Any</option>
              {Object.entries(MAIL_KINDS).map(([kind, text]) => (
                <option key={kind} value={kind}>
                  {text}
                </option>
              ))}
            </Select>
          </Choice>
          <Between
            labels={['From', 'To']}
            from={search.created_from}
            to={search.created_to}
            onFrom={(created_from) => choose({ created_from })}
            onTo={(created_to) => choose({ created_to })}
          />
        </Filters>
      </div>
      <Listing
        query={query}
        page={search.page}
        pageSize={PAGE_SIZE}
        empty={
          search.q || count > 0 ? (
            <NothingFits title="No mail is like that" />
          ) : (
            <EmptyState icon={Mails} title="No mails yet">
              What the server mails to anybody is listed here.
            </EmptyState>
          )
        }
      >
        {(mails, busy) => (
          <RowTable
            label="Mails"
            one="mail"
            rows={mails}
            busy={busy}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Subject',
                className: 'w-2/5',
                cell: ({ id, subject }) => (
                  <RowLink to="/admin/notifications/$mailId" params={{ mailId: String(id) }}>
                    {subject}
                  </RowLink>
                ),
              },
              {
                title: 'To',
                cell: ({ email }) => <span className="break-all">{addressText(email)}</span>,
              },
              { title: 'Kind', cell: ({ notification_type }) => MAIL_KINDS[notification_type] },
              {
                title: 'State',
                cell: ({ state, attempts, last_error }) => (
                  <>
                    <MailState state={state} />
                    {last_error && state !== 'sent' && (
                      <p className="line-clamp-2 text-muted text-small break-words">
                        {attempts > 1 && `${attempts} tries: `}
                        {last_error}
                      </p>
                    )}
                  </>
                ),
              },
              {
                title: 'Came about',
                cell: ({ created_at }) => formatPast(created_at, zone, now),
              },
            ]}
          />
        )}
      </Listing>
    </>
  );
}
