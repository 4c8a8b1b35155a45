/**
 * The path below which a proxy serves the app, with a slash at the end: `/`, or `/meet/`. Known by where
 * this code was loaded from, which is `assets/` below it.
 */
export const BASE_PATH: string = import.meta.env.PROD
  ? new URL(import.meta.url).pathname.replace(/assets\/[^/]*$/, '')
  : '/';

/** Where the server is: the same place, unless the app is hosted apart. */
export const API_URL: string = (import.meta.env.VITE_API_URL ?? BASE_PATH).replace(/\/$/, '');

/** A new request needs an absolute address in tests and workers. */
export function apiUrl(path: string): string {
  return new URL(API_URL + path, window.location.origin).href;
}

/** `crypto.randomUUID` exists only on https and localhost. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
