import { cx } from '@/lib/cx';
import { PHONE, useMedia } from '@/lib/media';
import { formatDay } from '@/lib/time';
import { countOf } from '../words';
import { linesFor } from './chart';
import type { Overview } from './queries';

type Week = Overview['meetings']['weeks'][number];

const HEIGHT = 200;
const LEFT = 40;
const TOP = 20;
const BOTTOM = 24;
const GAP = 0.25;

/** Bars by week, and the same as a table. Weeks to come are outlined. */
export function WeekChart({ weeks, today }: { weeks: readonly Week[]; today: string }) {
  const width = useMedia(PHONE) ? 360 : 880;
  const lines = linesFor(Math.max(0, ...weeks.map(({ meetings }) => meetings)));
  const top = lines.at(-1) ?? 1;
  const room = HEIGHT - TOP - BOTTOM;
  const step = (width - LEFT) / weeks.length;
  const y = (count: number) => TOP + room * (1 - count / top);
  const isNow = (at: number) => {
    const [week, next] = [weeks[at], weeks[at + 1]];
    return week !== undefined && week.begins <= today && (!next || next.begins > today);
  };
  const now = weeks.findIndex((_, at) => isNow(at));
  const every = width < 500 ? 4 : 2;
  const most = weeks.reduce<Week | null>(
    (best, week) => (best === null || week.meetings > best.meetings ? week : best),
    null,
  );

  return (
    <figure>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={
          most === null || most.meetings === 0
            ? 'Meetings per week: none in this time.'
            : `Meetings per week: ${countOf(weeks[now]?.meetings ?? 0, 'meeting')} this week; the most, ${most.meetings}, in the week of ${formatDay(most.begins, today)}.`
        }
        className="w-full"
      >
        {lines.map((line) => (
          <g key={line}>
            <line x1={LEFT} x2={width} y1={y(line)} y2={y(line)} className="stroke-line" />
            <text x={LEFT - 8} y={y(line) + 4} textAnchor="end" className="fill-muted text-[12px]">
              {line}
            </text>
          </g>
        ))}
        {weeks.map((week, at) => {
          const x = LEFT + at * step;
          const isAhead = at > now;
          return (
            <g key={week.begins}>
              <rect
                x={x + (step * GAP) / 2}
                y={y(week.meetings)}
                width={step * (1 - GAP)}
                height={TOP + room - y(week.meetings)}
                rx={2}
                className={cx(
                  isAhead ? 'fill-accent-soft stroke-accent' : 'fill-accent',
                  at === now && 'fill-accent-strong',
                )}
              >
                <title>{`${formatDay(week.begins, today)}: ${countOf(week.meetings, 'meeting')}`}</title>
              </rect>
              {(at - now) % every === 0 && (
                <text
                  x={at === weeks.length - 1 ? x + step : x + step / 2}
                  y={HEIGHT - 6}
                  textAnchor={at === weeks.length - 1 ? 'end' : 'middle'}
                  className={cx(
                    'text-[12px]',
                    at === now ? 'fill-ink font-semibold' : 'fill-muted',
                  )}
                >
                  {at === now ? 'now' : shortDay(week.begins)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <details className="mt-2">
        <summary className="text-muted text-small">As a table</summary>
        <table className="mt-2 text-left">
          <thead>
            <tr>
              <th scope="col" className="pr-8 font-medium">
                Week of
              </th>
              <th scope="col" className="text-right font-medium">
                Meetings
              </th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week, at) => (
              <tr key={week.begins}>
                <td className="pr-8">
                  {formatDay(week.begins, today)}
                  {at === now && ' (this week)'}
                </td>
                <td className="text-right">{week.meetings}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** "3.11." would be read differently by others: "3 Nov". */
function shortDay(day: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
}
