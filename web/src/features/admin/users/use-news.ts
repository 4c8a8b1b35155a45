import { useState } from 'react';
import { nameOf, type UserDetail } from './queries';

type Part = 'profile' | 'access';

/** What changed about an account that the form in hand does not show. */
export function useNews(read: UserDetail, shown: Part) {
  const [sentences, setSentences] = useState<string[]>([]);
  return { sentences, compare: (fresh: UserDetail) => setSentences(newsOf(read, fresh, shown)) };
}

export function newsOf(before: UserDetail, after: UserDetail, shown: Part): string[] {
  const may = ({ is_staff, is_superuser, roles }: UserDetail) =>
    JSON.stringify([is_staff, is_superuser, roles.map(({ id }) => id).sort()]);
  const news: string[] = [];
  if (before.is_active !== after.is_active)
    news.push(after.is_active ? 'The account is active again.' : 'The account is deactivated now.');
  if (shown !== 'access' && may(before) !== may(after))
    news.push('What they may do here was changed.');
  if (shown !== 'profile' && nameOf(before) !== nameOf(after))
    news.push(`They are called ${nameOf(after)} now.`);
  return news;
}
