import { readOwned, writeOwned } from './owned-storage';
import type { Invitee } from './people';

/** What the form for a new meeting begins with, besides times. */
export interface Prefill {
  title: string;
  description?: string;
  location?: string;
  policy?: 'warn' | 'forbid';
  hidesGuests?: boolean;
  people: Invitee[];
  /** What stands in the people field and is no person yet. */
  typedPeople?: string;
}

/**
 * Keeps it for the page that opens next, and gives its name for that page's address. The content
 * itself would stay in the browser's history, where the next account finds it.
 */
export function keepPrefill(prefill: Prefill): string {
  const name = Math.random().toString(36).slice(2, 10);
  writeOwned('session', `prefill:${name}`, JSON.stringify(prefill));
  return name;
}

export function readPrefill(name: string): Prefill | null {
  try {
    return JSON.parse(readOwned('session', `prefill:${name}`) ?? 'null') as Prefill | null;
  } catch {
    return null;
  }
}
