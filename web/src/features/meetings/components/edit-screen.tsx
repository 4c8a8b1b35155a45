import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import { useUser, useViewerZone } from '@/api/me';
import type { ReadMeeting } from '@/api/meetings';
import { Problem } from '@/api/problem';
import { DifferencePanel } from '@/components/difference-panel';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { useToast } from '@/components/ui/toast';
import type { Difference } from '@/lib/difference';
import { useDraft } from '@/lib/draft';
import { changeText } from '../consequences';
import { findDifferences, merge, otherNews } from '../difference';
import { type MeetingValues, toChange, valuesOf } from '../form';
import { useChangeMeeting } from '../mutations';
import { editedQuery } from '../queries';
import { MeetingForm } from './meeting-form';

/** What is typed, and the meeting that it was typed over. */
interface Draft extends ReadMeeting {
  values: MeetingValues;
}

interface Meanwhile {
  differences: Difference<MeetingValues>[];
  news: string[];
}

/**
 * Changes a meeting; refused where somebody else changed it first, and then shown as a difference.
 * `asStaff`: anybody's meeting, and back to the administration.
 */
export function EditScreen({ id, asStaff = false }: { id: string; asStaff?: boolean }) {
  const query = editedQuery(id, asStaff);
  const { data: fresh } = useSuspenseQuery(query);
  const me = useUser();
  const viewer = useViewerZone();
  const navigate = useNavigate();
  const client = useQueryClient();
  const toast = useToast();
  const change = useChangeMeeting(asStaff);
  const [draft, setDraft, clear] = useDraft<Draft | null>(`edit ${id}`, null);
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(null);
  const { values, ...read } = draft ?? { ...fresh, values: valuesOf(fresh.meeting) };
  const base = read.meeting;
  const type = (next: MeetingValues) => setDraft({ ...read, values: next });

  if (!asStaff && !fresh.meeting.can_edit) return <NotYours id={id} />;

  const leave = () => {
    clear();
    void navigate({
      to: asStaff ? '/admin/meetings/$meetingId' : '/dashboard/meetings/$meetingId',
      params: { meetingId: id },
    });
  };
  const isSaved = () => {
    toast({ text: `Saved “${values.title.trim()}”` });
    leave();
  };

  /** Their meeting below my values; nothing is sent until one saves again. */
  const rebase = async (mine: MeetingValues) => {
    const theirs = await client.fetchQuery({ ...query, staleTime: 0 });
    const merged = merge(mine, base, theirs.meeting);
    // An earlier try came through and only its answer was lost.
    if (Object.keys(toChange(merged, theirs.meeting)).length === 0 && isAsTyped(mine, merged))
      return isSaved();
    setDraft({ ...theirs, values: merged });
    setMeanwhile({
      differences: findDifferences(mine, base, theirs.meeting, viewer),
      news: otherNews(base, theirs.meeting),
    });
    change.reset();
  };

  const save = (whole: MeetingValues) => {
    const changes = toChange(whole, base);
    if (Object.keys(changes).length === 0) return leave();
    change.mutate(
      { ...read, change: changes },
      {
        onSuccess: isSaved,
        onError: (error) => {
          if (Problem.from(error).code === 'stale') void rebase(whole).catch(() => undefined);
        },
      },
    );
  };

  return (
    <>
      <PageHeader title={`Edit “${base.title}”`} />
      <MeetingForm
        meetingId={id}
        values={values}
        onChange={type}
        me={me}
        viewer={viewer}
        error={change.error && Problem.from(change.error)}
        busy={change.isPending}
        consequence={changeText(toChange(values, base), base)}
        submit="Save"
        onSubmit={save}
        onCancel={leave}
      >
        {meanwhile && (
          <DifferencePanel what="this meeting" {...meanwhile} values={values} onChange={type} />
        )}
      </MeetingForm>
    </>
  );
}

function isAsTyped(mine: MeetingValues, merged: MeetingValues): boolean {
  const { people: _mine, ...typed } = mine;
  const { people: _theirs, ...stored } = merged;
  return (
    JSON.stringify(Object.entries(typed).sort()) === JSON.stringify(Object.entries(stored).sort())
  );
}

function NotYours({ id }: { id: string }) {
  return (
    <>
      <PageHeader title="Edit the meeting" />
      <EmptyState
        icon={Lock}
        title="Only the organiser can change this meeting"
        action={
          <Button asChild>
            <Link to="/dashboard/meetings/$meetingId" params={{ meetingId: id }}>
              Back to the meeting
            </Link>
          </Button>
        }
      >
        You can answer, or write to the organiser.
      </EmptyState>
    </>
  );
}
