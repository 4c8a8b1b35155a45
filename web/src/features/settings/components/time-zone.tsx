import { useUser, useViewerZone } from '@/api/me';
import { describe } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { useToast } from '@/components/ui/toast';
import { ZonePicker } from '@/components/ui/zone-picker';
import { useNow } from '@/lib/now';
import { browserZone, formatClock, zoneCity } from '@/lib/time';
import { useChangeProfile } from '../mutations';

/** Holds at once; undo brings the last one back. */
export function TimeZone() {
  const { time_zone: stored } = useUser();
  const zone = useViewerZone();
  const change = useChangeProfile();
  const toast = useToast();
  const now = useNow();
  const here = browserZone();

  const choose = (chosen: string, undoTo?: string) =>
    change.mutate(
      { time_zone: chosen },
      {
        onSuccess: () =>
          toast({
            text: `Times are shown for ${zoneCity(chosen)}`,
            ...(undoTo && { undo: () => choose(undoTo) }),
          }),
        onError: (error) => toast({ tone: 'no', text: describe(error) }),
      },
    );

  return (
    <>
      <Field
        label="Time zone"
        name="time_zone"
        required
        hint={`It is ${formatClock(now, zone)} in ${zoneCity(zone)} now.`}
      >
        <ZonePicker value={zone} onChange={(chosen) => choose(chosen, stored)} />
      </Field>
      {here !== zone && (
        <Button
          className="mt-3 whitespace-normal py-1 text-left"
          onClick={() => choose(here, stored)}
        >
          Use that of this browser, {zoneCity(here)} ({formatClock(now, here)})
        </Button>
      )}
    </>
  );
}
