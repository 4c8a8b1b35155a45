import { Check, CircleQuestionMark, X } from 'lucide-react';
import type { ParticipantStatus } from '@/api/meetings';
import { cx } from '@/lib/cx';

const ANSWERS = [
  { status: 'accepted', label: 'Yes', icon: Check, on: 'bg-yes-soft border-yes text-yes' },
  {
    status: 'tentative',
    label: 'Maybe',
    icon: CircleQuestionMark,
    on: 'hatch border-wait text-wait',
  },
  { status: 'declined', label: 'No', icon: X, on: 'bg-no-soft border-no text-no' },
] as const;

/** Yes, Maybe, No: one click answers. Which one is mine is pressed. */
export function AnswerButtons({
  title,
  status,
  onAnswer,
  className,
}: {
  /** The meeting's, for screen readers. */
  title: string;
  status: ParticipantStatus;
  onAnswer: (status: ParticipantStatus) => void;
  className?: string;
}) {
  return (
    <fieldset className={cx('flex gap-2', className)}>
      <legend className="sr-only">Your answer to {title}</legend>
      {ANSWERS.map(({ status: answer, label, icon: Icon, on }) => (
        <button
          key={answer}
          type="button"
          aria-pressed={status === answer}
          onClick={() => onAnswer(answer)}
          className={cx(
            'inline-flex min-h-10 flex-1 items-center justify-center gap-1.5 rounded-box border px-3 font-medium',
            status === answer ? on : 'border-edge bg-surface hover:bg-raised',
          )}
        >
          <Icon aria-hidden="true" className="size-4" />
          {label}
        </button>
      ))}
    </fieldset>
  );
}
