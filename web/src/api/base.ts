/** Where the server is: the same origin, unless the app is hosted apart. */
export const API_URL: string = (import.meta.env.VITE_API_URL ?? '').replace(/\/$/, '');

/** A new request needs an absolute address in tests and workers. */
export function apiUrl(path: string): string {
  return new URL(API_URL + path, window.location.origin).href;
}

/** `crypto.randomUUID` exists only on https and localhost. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
