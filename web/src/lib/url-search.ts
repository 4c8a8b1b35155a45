/*
 * What a page understands of an address that anybody may have typed. What it does not is undefined:
 * a key that is left out would stay in the address.
 */

export function words(value: unknown): string | undefined {
  // The router reads digits as a number.
  const text = typeof value === 'number' ? String(value) : value;
  return (typeof text === 'string' && text.trim()) || undefined;
}

export function oneOf<T extends string>(all: readonly T[], value: unknown): T | undefined {
  return all.find((one) => one === value);
}

/** The first page is not said. */
export function laterPage(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 1 ? value : undefined;
}

/** `2026-03-29` */
export function dayIn(value: unknown): string | undefined {
  const isDay =
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(Date.parse(value));
  return isDay ? value : undefined;
}

/** `true` and `false`, which the router reads as such. */
export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** What is given, without what is undefined. */
export function given<T extends object>(search: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** How many filters narrow a list; words, order and page do not count as such. */
export function countChoices(search: object): number {
  const { q: _q, order: _order, page: _page, ...rest } = search as Record<string, unknown>;
  return Object.keys(given(rest)).length;
}
