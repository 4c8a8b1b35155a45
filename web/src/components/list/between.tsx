import { DateInput } from '@/components/ui/date-time-fields';
import { Choice } from './filters';

/** The first and the last day of what is listed; neither may pass the other. */
export function Between({
  labels: [first, last],
  from,
  to,
  onFrom,
  onTo,
}: {
  labels: [string, string];
  from: string | undefined;
  to: string | undefined;
  onFrom: (day: string) => void;
  onTo: (day: string) => void;
}) {
  return (
    <>
      <Choice label={first}>
        <DateInput className="min-w-0" value={from ?? ''} max={to} onChange={onFrom} />
      </Choice>
      <Choice label={last}>
        <DateInput className="min-w-0" value={to ?? ''} min={from} onChange={onTo} />
      </Choice>
    </>
  );
}
