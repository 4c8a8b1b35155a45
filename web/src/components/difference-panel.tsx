import { GitCompareArrows } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { cx } from '@/lib/cx';
import { type Difference, isChosen } from '@/lib/difference';

/** What another person saved meanwhile, field by field; each side can be taken with one click. */
export function DifferencePanel<V extends object>({
  what,
  differences,
  news = [],
  values,
  onChange,
}: {
  /** "this meeting" */
  what: string;
  differences: readonly Difference<V>[];
  /** What else happened, which no field shows. */
  news?: readonly string[];
  values: V;
  onChange: (values: V) => void;
}) {
  // One may have saved by key, far above.
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <section
      ref={panel}
      tabIndex={-1}
      role="alert"
      aria-label="Changed by somebody else"
      className="rounded-box border border-wait bg-wait-soft p-4"
    >
      <h2 className="flex items-center gap-2 font-medium text-wait">
        <GitCompareArrows aria-hidden="true" className="size-5 shrink-0" />
        Somebody else changed {what} meanwhile
      </h2>
      <p className="mt-1">
        Nothing was saved yet, and nothing you typed is lost.{' '}
        {differences.length > 0
          ? 'Choose, or write something else in the form, then save again.'
          : 'Look at the form, then save again.'}
      </p>
      {news.map((sentence) => (
        <p key={sentence} className="mt-1 font-medium">
          {sentence}
        </p>
      ))}
      {differences.map(({ field, label, choices }) => (
        <fieldset key={field} className="mt-3">
          <legend className="font-medium">{label}</legend>
          <div className="mt-1 grid gap-2 sm:grid-cols-2">
            {choices.map((choice) => {
              const chosen = isChosen(choice, values);
              return (
                <button
                  key={choice.label}
                  type="button"
                  aria-pressed={chosen}
                  onClick={() => onChange({ ...values, ...choice.values })}
                  className={cx(
                    'rounded-box border bg-surface px-3 py-2 text-left hover:bg-raised',
                    chosen ? 'border-accent outline-2 outline-accent' : 'border-edge',
                    choice.label === 'Both' && 'sm:col-span-2',
                  )}
                >
                  <span className="block text-muted text-small">
                    {choice.label}
                    {chosen && ' (taken)'}
                  </span>
                  <span className="line-clamp-6 block break-words whitespace-pre-wrap">
                    {choice.text}
                  </span>
                </button>
              );
            })}
          </div>
        </fieldset>
      ))}
    </section>
  );
}
