import { useNavigate } from '@tanstack/react-router';
import { useUser, useViewerZone } from '@/api/me';
import { Problem } from '@/api/problem';
import { PageHeader } from '@/components/ui/page-header';
import { useToast } from '@/components/ui/toast';
import { useDraft } from '@/lib/draft';
import { planText } from '../consequences';
import { newValues, toNewMeeting, withTypedPeople } from '../form';
import { usePlanMeeting } from '../mutations';
import type { NewMeetingSearch } from '../new-search';
import { MeetingForm } from './meeting-form';

/** Plans a meeting; what is typed is kept until it is saved or given up. */
export function NewScreen({ search }: { search: NewMeetingSearch }) {
  const me = useUser();
  const viewer = useViewerZone();
  const navigate = useNavigate();
  const toast = useToast();
  const plan = usePlanMeeting();
  // What one came with has a draft of its own: it is another meeting.
  const [values, setValues, clear] = useDraft(`new ${JSON.stringify(search)}`, () =>
    newValues(search, viewer, new Date()),
  );
  const { people } = withTypedPeople(values);

  return (
    <>
      <PageHeader title="New meeting" />
      <MeetingForm
        values={values}
        onChange={setValues}
        me={me}
        viewer={viewer}
        error={plan.error && Problem.from(plan.error)}
        busy={plan.isPending}
        consequence={planText(
          people.map(({ email }) => email),
          me.email,
        )}
        submit={people.length > 0 ? 'Plan and invite' : 'Plan the meeting'}
        onSubmit={(whole) =>
          plan.mutate(toNewMeeting(whole), {
            onSuccess: ({ data }) => {
              clear();
              toast({ text: `Planned “${data.title}”` });
              void navigate({
                to: '/dashboard/meetings/$meetingId',
                params: { meetingId: data.id },
                replace: true,
              });
            },
          })
        }
        onCancel={() => {
          clear();
          void navigate({ to: '/dashboard/meetings' });
        }}
      />
    </>
  );
}
