import { observable } from './observable';

/*
 * What this browser keeps for one account: drafts in the tab (`session`), choices such as working
 * hours on the device (`local`). Another account sees nothing of it, and a log-out removes it.
 */

type Area = 'session' | 'local';

/** The id of the account that is signed in here; null when none is. */
export const owner = observable<string | null>(null);

const PREFIX = 'account:';
/** Earlier versions kept these for all accounts. */
const UNOWNED = /^(draft:|working-hours$|calendar-second-zone$|calendar-cancelled$)/;

/** From now on, storage is this account's. What others left in this tab goes. */
export function setOwner(id: string | null): void {
  if (id !== null) {
    removeKeys('session', (key) => key.startsWith(PREFIX) && !key.startsWith(keyOf(id, '')));
    for (const area of ['session', 'local'] as const) removeKeys(area, (key) => UNOWNED.test(key));
  }
  owner.set(id);
}

/** Removes everything of an account, such as at its log-out; what its tab holds in any case. */
export function removeOwned(id: string | null): void {
  removeKeys('session', (key) => key.startsWith(PREFIX));
  if (id !== null) removeKeys('local', (key) => key.startsWith(keyOf(id, '')));
}

export function readOwned(area: Area, name: string): string | null {
  const id = owner.get();
  try {
    return id === null ? null : storage(area).getItem(keyOf(id, name));
  } catch {
    return null;
  }
}

/** Null removes it. Without storage or without an account nothing is kept. */
export function writeOwned(area: Area, name: string, value: string | null): void {
  const id = owner.get();
  if (id === null) return;
  try {
    if (value === null) storage(area).removeItem(keyOf(id, name));
    else storage(area).setItem(keyOf(id, name), value);
  } catch {
    // It lives as long as the page.
  }
}

function keyOf(id: string, name: string): string {
  return `${PREFIX}${id}:${name}`;
}

function storage(area: Area): Storage {
  return area === 'session' ? sessionStorage : localStorage;
}

function removeKeys(area: Area, isWanted: (key: string) => boolean): void {
  try {
    for (const key of Object.keys(storage(area))) if (isWanted(key)) storage(area).removeItem(key);
  } catch {
    // Without storage there is nothing to remove.
  }
}
