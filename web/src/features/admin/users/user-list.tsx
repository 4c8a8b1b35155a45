import { useQuery } from '@tanstack/react-query';
import { CircleUserRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useStanding } from '@/api/admin';
import { useViewerZone } from '@/api/me';
import { Between } from '@/components/list/between';
import { Choice, Filters } from '@/components/list/filters';
import { Listing } from '@/components/list/listing';
import { RowLink, RowTable } from '@/components/list/row-table';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { addressText } from '@/lib/address';
import { useNow } from '@/lib/now';
import { dayOf, formatDay, zoneCity } from '@/lib/time';
import { countChoices } from '@/lib/url-search';
import { NothingFits } from '../nothing-fits';
import { allRolesQuery } from '../roles/queries';
import { useChoose } from '../use-choose';
import { Marks } from './marks';
import { NewUser } from './new-user';
import { nameOf, usersQuery } from './queries';
import { ORDERS, PAGE_SIZE, type UsersSearch } from './search';

export function UserList({ search }: { search: UsersSearch }) {
  const { may } = useStanding();
  const zone = useViewerZone();
  const today = dayOf(useNow(), zone);
  const query = useQuery(usersQuery(search));
  const [making, setMaking] = useState(false);
  const count = countChoices(search);
  return (
    <>
      <PageHeader
        title="Users"
        description="Everybody with an account here."
        actions={
          may('users.edit') && (
            <Button look="primary" onClick={() => setMaking(true)}>
              <Plus aria-hidden="true" /> New user
            </Button>
          )
        }
      />
      <Narrow search={search} count={count} />
      <Listing
        query={query}
        page={search.page}
        pageSize={PAGE_SIZE}
        empty={
          search.q || count > 0 ? (
            <NothingFits title="No user is like that" />
          ) : (
            <EmptyState icon={CircleUserRound} title="Nobody has an account yet" />
          )
        }
      >
        {(users, busy) => (
          <RowTable
            label="Users"
            one="user"
            rows={users}
            busy={busy}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Who',
                className: 'w-2/5',
                cell: (user) => (
                  <>
                    <RowLink to="/admin/users/$userId" params={{ userId: user.id }}>
                      {nameOf(user)}
                    </RowLink>
                    {nameOf(user) !== addressText(user.email) && (
                      <p className="text-muted text-small break-all">{addressText(user.email)}</p>
                    )}
                  </>
                ),
              },
              {
                title: 'State',
                cell: (user) => (
                  <span className="flex flex-wrap items-center gap-1">
                    <Marks user={user} />
                    {user.is_active && !user.is_staff && !user.is_superuser && (
                      <span className="text-muted">Active</span>
                    )}
                  </span>
                ),
              },
              {
                title: 'Address',
                cell: ({ is_verified }) =>
                  is_verified ? 'Confirmed' : <span className="text-muted">Not confirmed</span>,
              },
              { title: 'Time zone', cell: ({ time_zone }) => zoneCity(time_zone) },
              {
                title: 'Since',
                className: 'md:whitespace-nowrap',
                cell: ({ date_joined }) => formatDay(dayOf(date_joined, zone), today),
              },
            ]}
          />
        )}
      </Listing>
      <Dialog
        open={making}
        onOpenChange={setMaking}
        title="New user"
        description="They get a mail with a link to choose a password."
      >
        <NewUser onClose={() => setMaking(false)} />
      </Dialog>
    </>
  );
}

const EITHER = [
  ['active', 'Account', 'Active', 'Deactivated'],
  ['staff', 'Administration', 'Staff', 'Not staff'],
  ['verified', 'Address', 'Confirmed', 'Not confirmed'],
] as const;

function Narrow({ search, count }: { search: UsersSearch; count: number }) {
  const { may } = useStanding();
  const choose = useChoose<UsersSearch>();
  const roles = useQuery({ ...allRolesQuery, enabled: may('roles.edit') });
  return (
    <div className="mb-4 flex flex-col gap-3">
      <Filters
        search={{
          value: search.q ?? '',
          label: 'Search names and addresses',
          shortcut: 'Search the users',
          onChange: (q) => choose({ q }),
        }}
        count={count}
        className={may('roles.edit') ? 'md:grid-cols-4' : 'md:grid-cols-3'}
      >
        {EITHER.map(([key, label, yes, no]) => (
          <Choice key={key} label={label}>
            <Select
              value={String(search[key] ?? '')}
              onChange={({ target }) =>
                choose({ [key]: target.value === '' ? '' : target.value === 'true' })
              }
            >
              <option value="">Any</option>
              <option value="true">{yes}</option>
              <option value="false">{no}</option>
            </Select>
          </Choice>
        ))}
        {may('roles.edit') && (
          <Choice label="Role">
            <Select
              value={search.role ?? ''}
              onChange={({ target }) => choose({ role: target.value })}
            >
              <option value="">Any</option>
              {roles.data?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Choice>
        )}
        <Between
          labels={['Here since, from', 'To']}
          from={search.joined_from}
          to={search.joined_to}
          onFrom={(joined_from) => choose({ joined_from })}
          onTo={(joined_to) => choose({ joined_to })}
        />
        <Choice label="Order">
          <Select
            value={search.order ?? 'email'}
            onChange={({ target }) =>
              choose({ order: target.value === 'email' ? '' : target.value })
            }
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
  );
}
