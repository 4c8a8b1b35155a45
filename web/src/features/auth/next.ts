/** Where to go after the log-in: a page of ours behind it, never another site. */
export function safeNext(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/dashboard(?![^/?#])/.test(next) ? next : undefined;
}

export interface NextSearch {
  next?: string;
}

/** The search parameters of `/login` and `/register`. */
export function nextSearch(search: Record<string, unknown>): NextSearch {
  const next = safeNext(search.next);
  return next === undefined ? {} : { next };
}
