import { Link } from '@tanstack/react-router';
import { CalendarSearch, ChevronLeft, ChevronRight, SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { DateInput } from '@/components/ui/date-time-fields';
import { Field } from '@/components/ui/field';
import { PageHeader } from '@/components/ui/page-header';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import { ZonePicker } from '@/components/ui/zone-picker';
import { PHONE, useMedia } from '@/lib/media';
import { isDay } from '@/lib/time';
import { periodTitle, type Shape, stepDate, VIEWS, type View } from '../place';

const NAMES: Record<View, string> = { month: 'Month', week: 'Week', day: 'Day', agenda: 'Agenda' };

export interface Choices {
  secondZone: string | null;
  setSecondZone: (zone: string | null) => void;
  showCancelled: boolean;
  setShowCancelled: (show: boolean) => void;
}

/** What is shown, the way to other times and views, and what the browser keeps of choices. */
export function Toolbar({
  shape,
  date,
  today,
  zone,
  choices,
  onGo,
  picking,
  onPicking,
}: {
  shape: Shape;
  date: string;
  today: string;
  zone: string;
  choices: Choices;
  onGo: (date: string) => void;
  /** The field for another date is open. */
  picking: boolean;
  onPicking: (open: boolean) => void;
}) {
  const shown = shape === 'three' ? 'week' : shape;
  const phone = useMedia(PHONE);
  return (
    <PageHeader
      title={periodTitle(shape, date)}
      actions={
        <>
          <Button onClick={() => onGo(today)}>Today</Button>
          <span className="flex">
            <Button
              size="icon"
              look="quiet"
              aria-label="Earlier"
              onClick={() => onGo(stepDate(shape, date, -1))}
            >
              <ChevronLeft aria-hidden="true" />
            </Button>
            <Button
              size="icon"
              look="quiet"
              aria-label="Later"
              onClick={() => onGo(stepDate(shape, date, 1))}
            >
              <ChevronRight aria-hidden="true" />
            </Button>
            <GoTo date={date} open={picking} onOpenChange={onPicking} onGo={onGo} />
            <Options zone={zone} {...choices} />
          </span>
          <nav aria-label="View" className="flex rounded-box border border-edge bg-surface p-0.5">
            {VIEWS.map((name) => (
              <Link
                key={name}
                from="/dashboard/calendar"
                to="."
                search={{ view: name, date }}
                aria-current={name === shown ? 'page' : undefined}
                activeProps={{ 'aria-current': undefined }}
                className={
                  name === shown
                    ? 'flex min-h-8.5 items-center rounded-[0.375rem] bg-accent-soft px-3 font-medium'
                    : 'flex min-h-8.5 items-center rounded-[0.375rem] px-3 text-muted hover:bg-raised'
                }
              >
                {name === 'week' && phone ? '3 days' : NAMES[name]}
              </Link>
            ))}
          </nav>
        </>
      }
    />
  );
}

function GoTo({
  date,
  open,
  onOpenChange,
  onGo,
}: {
  date: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onGo: (date: string) => void;
}) {
  const [typed, setTyped] = useState(date);
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setTyped(date);
        onOpenChange(next);
      }}
    >
      <PopoverTrigger asChild>
        <Button size="icon" look="quiet" aria-label="Go to a date">
          <CalendarSearch aria-hidden="true" />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-64" aria-label="Go to a date">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!isDay(typed)) return;
            onGo(typed);
            onOpenChange(false);
          }}
        >
          <Field label="Date" name="date" required>
            <DateInput value={typed} onChange={setTyped} />
          </Field>
          <Button type="submit" look="primary" className="mt-3 w-full">
            Go there
          </Button>
        </form>
      </PopoverContent>
    </Popover>
  );
}

function Options({
  zone,
  secondZone,
  setSecondZone,
  showCancelled,
  setShowCancelled,
}: Choices & { zone: string }) {
  const another = zone === 'UTC' ? 'America/New_York' : 'UTC';
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button size="icon" look="quiet" aria-label="What the calendar shows">
          <SlidersHorizontal aria-hidden="true" />
        </Button>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        className="flex w-72 flex-col gap-3"
        aria-label="What the calendar shows"
      >
        <Checkbox
          label="Show cancelled meetings"
          checked={showCancelled}
          onChange={(event) => setShowCancelled(event.target.checked)}
        />
        <Checkbox
          label="Show a second time zone"
          hint="Beside the hours of week and day."
          checked={secondZone !== null}
          onChange={(event) => setSecondZone(event.target.checked ? another : null)}
        />
        {secondZone !== null && (
          <Field label="Second time zone" name="second_zone" required>
            <ZonePicker value={secondZone} onChange={setSecondZone} />
          </Field>
        )}
      </PopoverContent>
    </Popover>
  );
}
