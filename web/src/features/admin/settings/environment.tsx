import type { ReactNode } from 'react';
import { Section } from '@/components/ui/card';
import { countOf } from '../words';
import type { Settings } from './queries';

/** What only whoever runs the server changes. */
export function Environment({ fixed }: { fixed: Settings['environment'] }) {
  return (
    <Section title="Fixed by the environment">
      <p className="mb-3 max-w-[72ch] text-muted">
        Whoever runs the server changes these, by the variables that are named, and starts it again.
      </p>
      <dl className="divide-y rounded-box border bg-surface">
        <Fixed name="The server’s address" variable="PUBLIC_URL">
          {fixed.public_url ?? 'the host of each request'}
        </Fixed>
        <Fixed name="Addresses have to be confirmed" variable="EMAIL_VERIFICATION">
          {fixed.email_verification ? 'yes' : 'no'}
        </Fixed>
        <Fixed name="Too many tries are refused" variable="RATE_LIMIT">
          {fixed.rate_limits ? 'yes' : 'no'}
        </Fixed>
        <Fixed name="Behind a proxy that is trusted" variable="TRUST_PROXY">
          {fixed.trust_proxy ? 'yes' : 'no'}
        </Fixed>
        <Fixed name="Mails wait for further changes" variable="MAIL_HOLD_SECONDS">
          {countOf(fixed.mail_hold_seconds, 'second')}
        </Fixed>
        <Fixed name="An access token lasts" variable="ACCESS_TOKEN_MINUTES">
          {countOf(fixed.access_token_minutes, 'minute')}
        </Fixed>
        <Fixed name="An unused session lasts" variable="REFRESH_TOKEN_DAYS">
          {countOf(fixed.refresh_token_days, 'day')}
        </Fixed>
        <Fixed name="Pages elsewhere that may ask" variable="CORS_ALLOWED_ORIGINS">
          {fixed.cors_allowed_origins.join(', ') || 'none'}
        </Fixed>
      </dl>
    </Section>
  );
}

function Fixed({
  name,
  variable,
  children,
}: {
  name: string;
  variable: string;
  children: ReactNode;
}) {
  return (
    <div className="grid gap-x-4 px-3 py-2 sm:grid-cols-[18rem_minmax(0,1fr)]">
      <dt>
        {name} <code className="block text-muted text-small">{variable}</code>
      </dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
