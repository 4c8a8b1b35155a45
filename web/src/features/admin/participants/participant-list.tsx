import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { UsersRound } from 'lucide-react';
import { adminKey } from '@/api/admin';
import { api, unwrap } from '@/api/client';
import { useViewerZone } from '@/api/me';
import { Between } from '@/components/list/between';
import { Choice, Filters } from '@/components/list/filters';
import { Listing } from '@/components/list/listing';
import { RowLink, RowTable } from '@/components/list/row-table';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { Status } from '@/components/ui/status';
import { addressText } from '@/lib/address';
import { useNow } from '@/lib/now';
import { dayOf, formatDay } from '@/lib/time';
import { countChoices } from '@/lib/url-search';
import { NothingFits } from '../nothing-fits';
import { useChoose } from '../use-choose';
import { PAGE_SIZE, type ParticipantsSearch, toQuery } from './search';

/** A row leads to the meeting. */
export function ParticipantList({ search }: { search: ParticipantsSearch }) {
  const zone = useViewerZone();
  const today = dayOf(useNow(), zone);
  const choose = useChoose<ParticipantsSearch>();
  const query = useQuery({
    queryKey: [...adminKey, 'participants', search],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/admin/participants/', { params: { query: toQuery(search) }, signal })),
    placeholderData: keepPreviousData,
  });
  const count = countChoices(search);
  return (
    <>
      <PageHeader title="Participants" description="Of all meetings, the last invited first." />
      <div className="mb-4 flex flex-col gap-3">
        <Filters
          search={{
            value: search.q ?? '',
            label: 'Search names, and addresses by how they begin',
            shortcut: 'Search the participants',
            onChange: (q) => choose({ q }),
          }}
          count={count}
          className="md:grid-cols-3"
        >
          <Choice label="Answer">
            <Select
              value={search.status ?? ''}
              onChange={({ target }) => choose({ status: target.value })}
            >
              <option value="">Any</option>
              <option value="pending">Not answered</option>
              <option value="accepted">Yes</option>
              <option value="tentative">Maybe</option>
              <option value="declined">No</option>
            </Select>
          </Choice>
          <Between
            labels={['Invited from', 'Invited to']}
            from={search.invited_from}
            to={search.invited_to}
            onFrom={(invited_from) => choose({ invited_from })}
            onTo={(invited_to) => choose({ invited_to })}
          />
        </Filters>
      </div>
      <Listing
        query={query}
        page={search.page}
        pageSize={PAGE_SIZE}
        empty={
          search.q || count > 0 ? (
            <NothingFits title="No participant is like that" />
          ) : (
            <EmptyState icon={UsersRound} title="Nobody is invited to anything yet">
              Whoever anybody invites is listed here.
            </EmptyState>
          )
        }
      >
        {(people, busy) => (
          <RowTable
            label="Participants"
            one="participant"
            rows={people}
            busy={busy}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Who',
                cell: ({ meeting, name, email }) => (
                  <>
                    <RowLink to="/admin/meetings/$meetingId" params={{ meetingId: meeting }}>
                      {name || addressText(email)}
                    </RowLink>
                    {name && (
                      <p className="text-muted text-small break-all">{addressText(email)}</p>
                    )}
                  </>
                ),
              },
              {
                title: 'Meeting',
                className: 'w-1/3',
                cell: ({ meeting_title, meeting_start_time, created_by_email }) => (
                  <>
                    {meeting_title}
                    <p className="text-muted text-small">
                      {formatDay(dayOf(meeting_start_time, zone), today)}
                      <span className="block break-all">from {addressText(created_by_email)}</span>
                    </p>
                  </>
                ),
              },
              { title: 'Answer', cell: ({ status }) => <Status of={status} /> },
              {
                title: 'Account',
                cell: ({ user }) => (user ? 'yes' : <span className="text-muted">guest</span>),
              },
              {
                title: 'Invited',
                className: 'md:whitespace-nowrap',
                cell: ({ invited_at }) => formatDay(dayOf(invited_at, zone), today),
              },
            ]}
          />
        )}
      </Listing>
    </>
  );
}
