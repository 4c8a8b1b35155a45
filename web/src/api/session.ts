import { loadLetters } from '@/lib/address';
import { observable } from '@/lib/observable';
import { removeOwned, setOwner } from '@/lib/owned-storage';
import { apiUrl } from './base';
import { Problem } from './problem';
import { meansGone, reachable, reportGone, reportReachable } from './reachable';
import type { components } from './schema.gen';

/*
 * Who is signed in. The access token is in this module's memory alone; the refresh token is in a
 * cookie that no script can read (HttpOnly, SameSite=Strict). This is the only file that knows them.
 */

export type User = components['schemas']['User'];

/** Whether there is a session. Turns false when it ends, in this tab or in another. */
export const signedIn = observable(false);

let access: string | null = null;
let userId: string | null = null;
let restored: User | null = null;
let running: Promise<boolean> | null = null;
let loggedOutOn: string | null = null;

/** Says that a cookie may be there, so that strangers are not sent a 401 at every start. */
const HINT = 'signed-in';

const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('session');
tabs?.addEventListener('message', ({ data }: MessageEvent<{ user: string | null }>) => {
  if (data.user === null) loggedOut();
  // The cookie is somebody else's now; nothing on this page is theirs to see.
  else if (userId !== null && data.user !== userId) window.location.reload();
});

export function accessToken(): string | null {
  return access;
}

export async function logIn(email: string, password: string): Promise<User> {
  // In turn with refreshes: a late refusal of the old session would clear the new cookie.
  const answer = await inTurn(() =>
    post('/api/auth/login/', { email, password, session: 'cookie' }),
  );
  if (!answer.ok) throw await problemOf(answer);
  const body = (await answer.json()) as { access: string; user: User };
  await loadLetters(body);
  loggedOutOn = null;
  rememberUser(body.user.id);
  remember(body.access);
  tabs?.postMessage({ user: userId });
  return body.user;
}

/** Ends the session here and in all tabs. What the server does not hear of expires by itself. */
export async function logOut(): Promise<void> {
  try {
    await post('/api/auth/logout/', {});
  } finally {
    endHere();
  }
}

/** When the server has ended the session already, as with the account. */
export function endHere(): void {
  loggedOut();
  tabs?.postMessage({ user: null });
}

/** Whether a log-out ended the session on this page: then nothing leads back to it. */
export function wasLoggedOut(): boolean {
  return loggedOutOn === window.location.href;
}

function loggedOut(): void {
  if (userId !== null) loggedOutOn = window.location.href;
  removeOwned(userId);
  forget();
}

/**
 * A new access token by the cookie; false when the session has ended. All callers at one time
 * share one request, and tabs take turns, since each use rotates the cookie.
 */
export function refresh(): Promise<boolean> {
  running ??= inTurn(askForAccess).finally(() => {
    running = null;
  });
  return running;
}

/** At the start of the app: is there a session? Waits while the server is gone. */
export async function restore(): Promise<boolean> {
  while (access === null && hasHint()) {
    try {
      return await refresh();
    } catch (error) {
      if (!Problem.from(error).isGone) throw error;
      await untilReachable();
    }
  }
  return access !== null;
}

/** Whose session was restored, once: what is asked for right after that. */
export function takeRestored(): User | null {
  const user = restored;
  restored = null;
  return user;
}

async function askForAccess(): Promise<boolean> {
  const answer = await post('/api/auth/token/refresh/', {});
  if (answer.ok) {
    const body = (await answer.json()) as { access: string; user?: User };
    await loadLetters(body);
    // A tab that did not hear of another account's log-in shows what is not that account's.
    if (userId !== null && body.user && body.user.id !== userId) window.location.reload();
    if (access === null) restored = body.user ?? null;
    remember(body.access);
    return true;
  }
  if (answer.status !== 401) throw await problemOf(answer);
  forget();
  return false;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Locks exist on https and localhost only.
  return navigator.locks ? await navigator.locks.request('refresh', work) : await work();
}

async function post(path: string, body: unknown): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(apiUrl(path), {
      method: 'POST',
      credentials: 'include',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    reportGone();
    throw new Problem('unreachable');
  }
  if (meansGone(answer.status)) reportGone();
  else reportReachable();
  return answer;
}

async function problemOf(answer: Response): Promise<Problem> {
  return Problem.of(answer, await answer.json().catch(() => null));
}

function remember(token: string): void {
  access = token;
  try {
    localStorage.setItem(HINT, '1');
  } catch {
    // Without storage one logs in again after a reload.
  }
  signedIn.set(true);
}

function forget(): void {
  access = null;
  userId = null;
  restored = null;
  setOwner(null);
  try {
    localStorage.removeItem(HINT);
  } catch {
    // See above.
  }
  signedIn.set(false);
}

function hasHint(): boolean {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return false;
  }
}

/** Told by whoever reads the account, so that another tab's log-in as somebody else is noticed. */
export function rememberUser(id: string): void {
  userId = id;
  setOwner(id);
}

function untilReachable(): Promise<void> {
  return new Promise((resolve) => {
    const stop = reachable.subscribe(() => {
      if (!reachable.get()) return;
      stop();
      resolve();
    });
    if (reachable.get()) {
      stop();
      resolve();
    }
  });
}
