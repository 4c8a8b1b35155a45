import { type ComponentProps, useRef, useState } from 'react';
import { cx } from '@/lib/cx';
import { clockFaultText, parseClock, stepClock } from '@/lib/typed-clock';
import { useFieldFault } from './field';
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
 * A time of day, `14:00`, on a 24-hour clock whatever the browser's language. Takes what
 * `parseClock` knows; the up and down keys move by a quarter of an hour. What is no time stays as it
 * was typed, with the reason at the field, and its form saves nothing (`isUnderstood`).
 */
export function TimeInput({
  value,
  onChange,
  className,
  ...props
}: Control & { value: string; onChange: (time: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const explain = useFieldFault();
  const keep = (text: string | null) => {
    setTyped(text);
    const isKnown = text === null || parseClock(text) !== null;
    input.current?.setCustomValidity(isKnown ? '' : clockFaultText(text));
    // Said once the field is left or the form sent, not while one types.
    explain('');
  };
  const settle = () => {
    const time = typed === null ? null : parseClock(typed);
    if (typed !== null && time === null) return explain(clockFaultText(typed));
    if (time !== null && time !== value) onChange(time);
    keep(null);
  };
  return (
    <Input
      inputMode="text"
      autoComplete="off"
      placeholder="14:00"
      {...props}
      ref={input}
      value={typed ?? value}
      onChange={(event) => keep(event.target.value)}
      onBlur={settle}
      onInvalid={(event) => explain(event.currentTarget.validationMessage)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle();
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        const from = (typed === null ? null : parseClock(typed)) ?? value;
        keep(null);
        onChange(stepClock(from || '09:00', event.key === 'ArrowUp' ? 15 : -15));
      }}
      className={cx('w-24', className)}
    />
  );
}
