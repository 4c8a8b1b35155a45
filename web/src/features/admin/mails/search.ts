import type { components, paths } from '@/api/schema.gen';
import { dayIn, given, laterPage, oneOf, words } from '@/lib/url-search';
import { MAIL_KINDS } from '../words';

export const PAGE_SIZE = 50;
export const STATES = {
  queued: 'Waiting',
  sent: 'Sent',
  failed: 'Failed',
  superseded: 'Not needed any more',
} as const;
type Kind = components['schemas']['MailKind'];

export interface MailsSearch {
  q?: string | undefined;
  kind?: Kind | undefined;
  state?: keyof typeof STATES | undefined;
  created_from?: string | undefined;
  created_to?: string | undefined;
  page?: number | undefined;
}

export function mailsSearch(raw: Record<string, unknown>): MailsSearch {
  return {
    q: words(raw.q),
    kind: oneOf(Object.keys(MAIL_KINDS) as Kind[], raw.kind),
    state: oneOf(Object.keys(STATES) as (keyof typeof STATES)[], raw.state),
    created_from: dayIn(raw.created_from),
    created_to: dayIn(raw.created_to),
    page: laterPage(raw.page),
  };
}

export function toQuery({
  q,
  ...rest
}: MailsSearch): NonNullable<paths['/api/admin/notifications/']['get']['parameters']['query']> {
  return { ...given(rest), ...(q && { email: q }), page_size: PAGE_SIZE };
}
