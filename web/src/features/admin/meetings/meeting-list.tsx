import { useQuery } from '@tanstack/react-query';
import { CalendarX } from 'lucide-react';
import { useViewerZone } from '@/api/me';
import { Choice, Filters } from '@/components/list/filters';
import { Listing } from '@/components/list/listing';
import { RowLink, RowTable } from '@/components/list/row-table';
import { DateInput } from '@/components/ui/date-time-fields';
import { EmptyState } from '@/components/ui/empty-state';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { Status } from '@/components/ui/status';
import { addressText } from '@/lib/address';
import { useNow } from '@/lib/now';
import { dayOf, formatDay, formatRange } from '@/lib/time';
import { countChoices } from '@/lib/url-search';
import { NothingFits } from '../nothing-fits';
import { useChoose } from '../use-choose';
import { allMeetingsQuery } from './queries';
import { type AllMeetingsSearch, ORDERS, PAGE_SIZE } from './search';

export function AllMeetings({ search }: { search: AllMeetingsSearch }) {
  const zone = useViewerZone();
  const today = dayOf(useNow(), zone);
  const choose = useChoose<AllMeetingsSearch>();
  const query = useQuery(allMeetingsQuery(search));
  const count = countChoices(search);
  const day = (name: 'start_from' | 'start_to' | 'created_from' | 'created_to') => (
    <DateInput
      className="min-w-0"
      value={search[name] ?? ''}
      onChange={(value) => choose({ [name]: value })}
    />
  );
  return (
    <>
      <PageHeader title="Meetings" description="Of everybody." />
      <div className="mb-4 flex flex-col gap-3">
        <Filters
          search={{
            value: search.q ?? '',
            label: 'Search title, description, location, addresses',
            shortcut: 'Search the meetings',
            onChange: (q) => choose({ q }),
          }}
          count={count}
          className="md:grid-cols-4 2xl:grid-cols-7"
        >
          <Choice label="Status">
            <Select
              value={search.status ?? ''}
              onChange={({ target }) => choose({ status: target.value })}
            >
              <option value="">Any</option>
              <option value="scheduled">Scheduled</option>
              <option value="completed">Over</option>
              <option value="cancelled">Cancelled</option>
            </Select>
          </Choice>
          <Choice label="Organiser">
            <Input
              key={search.organiser}
              type="email"
              placeholder="Begins with…"
              defaultValue={search.organiser ?? ''}
              onBlur={({ target }) => choose({ organiser: target.value.trim() })}
              onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            />
          </Choice>
          <Choice label="Begins from">{day('start_from')}</Choice>
          <Choice label="Begins to">{day('start_to')}</Choice>
          <Choice label="Planned from">{day('created_from')}</Choice>
          <Choice label="Planned to">{day('created_to')}</Choice>
          <Choice label="Order">
            <Select
              value={search.order ?? '-created_at'}
              onChange={({ target }) => choose({ order: target.value })}
            >
              {Object.entries(ORDERS).map(([order, text]) => (
                <option key={order} value={order}>
                  {text}
                </option>
              ))}
            </Select>
          </Choice>
        </Filters>
      </div>
      <Listing
        query={query}
        page={search.page}
        pageSize={PAGE_SIZE}
        empty={
          search.q || count > 0 ? (
            <NothingFits title="No meeting is like that" />
          ) : (
            <EmptyState icon={CalendarX} title="No meetings yet">
              What anybody plans is listed here.
            </EmptyState>
          )
        }
      >
        {(meetings, busy) => (
          <RowTable
            label="Meetings"
            one="meeting"
            rows={meetings}
            busy={busy}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Title',
                className: 'w-1/3',
                cell: ({ id, title, created_by_email }) => (
                  <>
                    <RowLink to="/admin/meetings/$meetingId" params={{ meetingId: id }}>
                      {title}
                    </RowLink>
                    <p className="text-muted text-small">
                      from <span className="break-all">{addressText(created_by_email)}</span>
                    </p>
                  </>
                ),
              },
              {
                title: 'When',
                cell: (meeting) => formatRange(meeting, meeting.time_zone, zone),
              },
              { title: 'Status', cell: ({ status }) => <Status of={status} /> },
              {
                title: 'People',
                className: 'md:text-right',
                cell: ({ participant_count }) => participant_count,
              },
              {
                title: 'Planned',
                className: 'md:whitespace-nowrap',
                cell: ({ created_at }) => formatDay(dayOf(created_at, zone), today),
              },
            ]}
          />
        )}
      </Listing>
    </>
  );
}
