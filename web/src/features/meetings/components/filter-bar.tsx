import { Link } from '@tanstack/react-router';
import { Choice, Filters } from '@/components/list/filters';
import { DateInput } from '@/components/ui/date-time-fields';
import { Select } from '@/components/ui/select';
import { cx } from '@/lib/cx';
import {
  countFilters,
  isSameSearch,
  type MeetingsSearch,
  ORDERS,
  orderOf,
  presets,
  withChange,
} from '../search';

/** All that narrows and orders the list. On phones the lists of choices open by a button. */
export function FilterBar({
  search,
  onChange,
  now,
  zone,
}: {
  search: MeetingsSearch;
  onChange: (search: MeetingsSearch) => void;
  now: Date;
  zone: string;
}) {
  const change = (part: Record<string, string>) =>
    onChange(
      withChange(
        search,
        Object.fromEntries(Object.entries(part).map(([key, value]) => [key, value || undefined])),
      ),
    );

  return (
    <div className="mb-4 flex flex-col gap-3">
      <nav aria-label="Looks at the list" className="-mx-1 flex gap-1 overflow-x-auto px-1 py-1">
        {presets(now, zone).map((preset) => {
          const here = isSameSearch(preset.search, withChange(search, { q: undefined }));
          return (
            <Link
              key={preset.label}
              to="/dashboard/meetings"
              search={search.q ? { ...preset.search, q: search.q } : preset.search}
              aria-current={here ? 'true' : undefined}
              className={cx(
                'inline-flex min-h-9 items-center rounded-box border px-3 font-medium whitespace-nowrap',
                here ? 'border-accent bg-accent-soft' : 'bg-surface hover:bg-raised',
              )}
            >
              {preset.label}
            </Link>
          );
        })}
      </nav>
      <Filters
        search={{
          value: search.q ?? '',
          label: 'Search title, description, location and people',
          placeholder: 'Search title, location, people',
          shortcut: 'Search the meetings',
          onChange: (q) => change({ q }),
        }}
        count={countFilters(search)}
        className="md:grid-cols-3 xl:grid-cols-6"
      >
        <Choice label="Status">
          <Select
            value={search.status ?? ''}
            onChange={(event) => change({ status: event.target.value })}
          >
            <option value="">Any</option>
            <option value="scheduled">Scheduled</option>
            <option value="completed">Over</option>
            <option value="cancelled">Cancelled</option>
          </Select>
        </Choice>
        <Choice label="My part">
          <Select
            value={search.role ?? ''}
            onChange={(event) => change({ role: event.target.value })}
          >
            <option value="">Any</option>
            <option value="organiser">I organise</option>
            <option value="participant">I am invited</option>
          </Select>
        </Choice>
        <Choice label="My answer">
          <Select
            value={search.answer ?? ''}
            onChange={(event) => change({ answer: event.target.value })}
          >
            <option value="">Any</option>
            <option value="pending">Not answered</option>
            <option value="accepted">Yes</option>
            <option value="tentative">Maybe</option>
            <option value="declined">No</option>
          </Select>
        </Choice>
        <Choice label="Order">
          <Select
            value={orderOf(search)}
            onChange={(event) => change({ order: event.target.value })}
          >
            {Object.entries(ORDERS).map(([order, text]) => (
              <option key={order} value={order}>
                {text}
              </option>
            ))}
          </Select>
        </Choice>
        <Choice label="From">
          <DateInput
            className="min-w-0"
            value={search.from ?? ''}
            max={search.to}
            onChange={(from) => change({ from })}
          />
        </Choice>
        <Choice label="To">
          <DateInput
            className="min-w-0"
            value={search.to ?? ''}
            min={search.from}
            onChange={(to) => change({ to })}
          />
        </Choice>
      </Filters>
    </div>
  );
}
