/** Where to go after the log-in: a page of ours behind it, never another site. */
export function safeNext(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(dashboard|admin)(?![^/?#])/.test(next) ? next : undefined;
}

export interface NextSearch {
  next?: string | undefined;
}

/** The search parameters of `/login` and `/register`. What is left out here would stay as it was. */
export function nextSearch(search: Record<string, unknown>): NextSearch {
  return { next: safeNext(search.next) };
}
