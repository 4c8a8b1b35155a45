import { Clock, MapPin, Text, Video } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Meeting } from '@/api/meetings';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Times } from '@/components/ui/times';
import { useNow } from '@/lib/now';
import { formatDuration, formatRange, formatRelative } from '@/lib/time';
import { joinUrl, linkParts } from '../links';

/** When, where and what about. */
export function Facts({ meeting, viewer }: { meeting: Meeting; viewer: string }) {
  const now = useNow();
  const join = joinUrl(meeting.location);
  const isRunning =
    Date.parse(meeting.start_time) <= now.getTime() && now.getTime() < Date.parse(meeting.end_time);
  return (
    <Card className="flex flex-col gap-4">
      <Fact icon={<Clock aria-hidden="true" />} label="When">
        <p className="font-semibold">
          <Times text={formatRange(meeting, meeting.time_zone, viewer, now)} />
        </p>
        <p className="text-muted">
          {isRunning ? 'now' : formatRelative(meeting.start_time, viewer, now)} ·{' '}
          {formatDuration(meeting.duration_minutes)}
        </p>
      </Fact>
      {meeting.location && (
        <Fact icon={<MapPin aria-hidden="true" />} label="Where">
          <p className="wrap-anywhere">
            <Linked text={meeting.location} />
          </p>
          {join && meeting.status === 'scheduled' && (
            <Button asChild look="primary" className="mt-2">
              <a href={join} target="_blank" rel="noopener noreferrer nofollow">
                <Video aria-hidden="true" /> Join
              </a>
            </Button>
          )}
        </Fact>
      )}
      {meeting.description && (
        <Fact icon={<Text aria-hidden="true" />} label="About">
          <p className="max-w-[72ch] whitespace-pre-wrap wrap-anywhere">
            <Linked text={meeting.description} />
          </p>
        </Fact>
      )}
    </Card>
  );
}

function Linked({ text }: { text: string }) {
  return linkParts(text).map((part, index) =>
    part.href ? (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other.
        key={index}
        href={part.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent underline underline-offset-2"
      >
        {part.text}
      </a>
    ) : (
      part.text
    ),
  );
}

function Fact({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 [&>svg]:mt-0.5 [&>svg]:size-5 [&>svg]:shrink-0 [&>svg]:text-muted">
      {icon}
      <div className="min-w-0">
        <h2 className="sr-only">{label}</h2>
        {children}
      </div>
    </div>
  );
}
