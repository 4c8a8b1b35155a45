import type { paths } from '@/api/schema.gen';
import { dayIn, given, laterPage, words } from '@/lib/url-search';

export const PAGE_SIZE = 50;

export interface AuditSearch {
  q?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  /** A kind, or `user:0193…`: one of them. */
  target?: string | undefined;
  meeting?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  page?: number | undefined;
}

export function auditSearch(raw: Record<string, unknown>): AuditSearch {
  return {
    q: words(raw.q),
    actor: words(raw.actor),
    action: words(raw.action),
    target: words(raw.target),
    meeting: words(raw.meeting),
    from: dayIn(raw.from),
    to: dayIn(raw.to),
    page: laterPage(raw.page),
  };
}

type Query = NonNullable<paths['/api/admin/audit/']['get']['parameters']['query']>;

/** What is asked for, of the list and of the file alike. */
export function toFilter({ q, page: _page, ...rest }: AuditSearch): Omit<Query, 'page'> {
  return given({ ...rest, search: q });
}
