import { ChevronDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import { cx } from '@/lib/cx';
import { browserZone, offsetText, zoneCity, zones } from '@/lib/time';
import { useField } from './field';
import { CONTROL, Input } from './input';
import { Popover, PopoverContent, PopoverTrigger } from './popover';
import { useListbox } from './use-listbox';

/** A zone by its city; found by any part of its name or by "+5:30". */
export function ZonePicker({
  value,
  onChange,
  at,
  className,
}: {
  value: string;
  onChange: (zone: string) => void;
  /** The offsets shown are those of this moment; now, if it is not said. */
  at?: Date;
  className?: string;
}) {
  const [open, setOpen] = useState(false);
  const { name, required: _required, ...field } = useField();
  return (
    <Popover open={open} onOpenChange={setOpen}>
      {name && <input type="hidden" name={name} value={value} />}
      <PopoverTrigger asChild>
        <button
          type="button"
          {...field}
          className={cx(
            CONTROL,
            'flex h-10 items-center justify-between gap-2 text-left',
            className,
          )}
        >
          <span className="truncate">
            {zoneCity(value)}{' '}
            <span className="text-muted text-small">{offsetText(at ?? new Date(), value)}</span>
          </span>
          <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
        </button>
      </PopoverTrigger>
      <PopoverContent
        align="start"
        className="w-80 max-w-[calc(100vw-2rem)] p-2"
        aria-label="Time zone"
      >
        <ZoneList
          value={value}
          at={at ?? new Date()}
          onPick={(zone) => {
            onChange(zone);
            setOpen(false);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function ZoneList({
  value,
  at,
  onPick,
}: {
  value: string;
  at: Date;
  onPick: (zone: string) => void;
}) {
  const [typed, setTyped] = useState('');
  const all = useMemo(
    () =>
      [...new Set([value, browserZone(), ...zones()])].map((zone) => {
        const offset = offsetText(at, zone);
        const words = `${zone} ${zone.replaceAll(/[/_]/g, ' ')} ${offset}`.toLowerCase();
        return { zone, offset, words };
      }),
    [value, at],
  );
  const wanted = typed.toLowerCase().replaceAll('-', '−').split(/\s+/);
  const found = all.filter(({ words }) => wanted.every((word) => words.includes(word)));
  const listbox = useListbox('Time zones', found.length, (index) => {
    const picked = found[index];
    if (picked) onPick(picked.zone);
  });
  return (
    <>
      <Input
        id={undefined}
        name={undefined}
        aria-label="Search a city or an offset"
        placeholder="City, country or +5:30"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          listbox.setActive(0);
        }}
        {...listbox.inputProps}
      />
      <div {...listbox.listProps} className="mt-2 max-h-64 overflow-y-auto">
        {found.map(({ zone, offset }, index) => (
          <div
            key={zone}
            {...listbox.optionProps(index)}
            className="flex min-h-9 items-center justify-between gap-2 rounded-box px-2 aria-selected:bg-raised"
          >
            <span className="min-w-0">
              {zoneCity(zone)} <span className="text-muted text-small">{zone.split('/')[0]}</span>
            </span>
            <span className="shrink-0 text-muted text-small">{offset}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p role="status" className="px-2 py-3 text-muted">
          No zone is called that. Try the next large city.
        </p>
      )}
    </>
  );
}
