import { type ComponentProps, useState } from 'react';
import { cx } from '@/lib/cx';
import { parseClock, stepClock } from '@/lib/time';
import { Input } from './input';

type Control = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'>;

/** A day, `2026-03-29`: the browser's own field, which every keyboard and phone knows. */
export function DateInput({
  value,
  onChange,
  className,
  ...props
}: Control & { value: string; onChange: (day: string) => void }) {
  return (
    <Input
      {...props}
      type="date"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cx('min-w-36', className)}
    />
  );
}

/**
 * A time of day, `14:00`, on a 24-hour clock whatever the browser's language. Takes "930" and
 * "2pm"; the up and down keys move by a quarter of an hour.
 */
export function TimeInput({
  value,
  onChange,
  className,
  ...props
}: Control & { value: string; onChange: (time: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const settle = () => {
    const time = typed === null ? null : parseClock(typed);
    if (time !== null && time !== value) onChange(time);
    setTyped(null);
  };
  return (
    <Input
      inputMode="numeric"
      autoComplete="off"
      placeholder="14:00"
      {...props}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle();
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        const from = (typed === null ? null : parseClock(typed)) ?? value;
        setTyped(null);
        onChange(stepClock(from || '09:00', event.key === 'ArrowUp' ? 15 : -15));
      }}
      className={cx('w-24', className)}
    />
  );
}
