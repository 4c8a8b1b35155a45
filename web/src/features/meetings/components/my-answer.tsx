import type { Meeting, Participant, ParticipantStatus } from '@/api/meetings';
import { AnswerButtons } from '@/components/meetings/answer-buttons';
import { Section } from '@/components/ui/card';
import { Status } from '@/components/ui/status';

/** One click answers, and may be changed until the meeting is over. */
export function MyAnswer({
  meeting,
  mine,
  onAnswer,
}: {
  meeting: Meeting;
  mine: Participant;
  onAnswer: (status: ParticipantStatus) => void;
}) {
  return (
    <Section title="Your answer">
      {meeting.status === 'scheduled' ? (
        <AnswerButtons
          className="max-w-md"
          title={meeting.title}
          status={mine.status}
          onAnswer={onAnswer}
        />
      ) : (
        <Status of={mine.status} />
      )}
      {mine.note && (
        <p className="mt-2 text-muted">
          You wrote to the organiser: <q>{mine.note}</q>
        </p>
      )}
    </Section>
  );
}
