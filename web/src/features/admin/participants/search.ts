import type { paths } from '@/api/schema.gen';
import { dayIn, given, laterPage, oneOf, words } from '@/lib/url-search';

export const PAGE_SIZE = 50;
const ANSWERS = ['pending', 'accepted', 'tentative', 'declined'] as const;

export interface ParticipantsSearch {
  q?: string | undefined;
  status?: (typeof ANSWERS)[number] | undefined;
  invited_from?: string | undefined;
  invited_to?: string | undefined;
  page?: number | undefined;
}

export function participantsSearch(raw: Record<string, unknown>): ParticipantsSearch {
  return {
    q: words(raw.q),
    status: oneOf(ANSWERS, raw.status),
    invited_from: dayIn(raw.invited_from),
    invited_to: dayIn(raw.invited_to),
    page: laterPage(raw.page),
  };
}

export function toQuery({
  q,
  ...rest
}: ParticipantsSearch): NonNullable<
  paths['/api/admin/participants/']['get']['parameters']['query']
> {
  return { ...given(rest), ...(q && { search: q }), page_size: PAGE_SIZE };
}
