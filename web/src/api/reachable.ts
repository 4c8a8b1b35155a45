import { observable } from '@/lib/observable';
import { apiUrl } from './base';

/** Whether the last word from the server came. The banner shows it, queries start again by it. */
export const reachable = observable(true);

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** 502 to 504 are what a proxy, or the server without its database, says. */
export function meansGone(status: number): boolean {
  return status >= 502 && status <= 504;
}

export function reportReachable(): void {
  clearTimeout(timer);
  timer = undefined;
  reachable.set(true);
}

/** Shows the banner and asks `/readyz`, less and less often, until the server is back. */
export function reportGone(): void {
  reachable.set(false);
  if (timer === undefined) askIn(FIRST_WAIT_MS);
}

/** A file of the app did not come: the server is gone, or has a newer app than this page. */
export async function reportLost(): Promise<void> {
  if (!(await isReady())) reportGone();
}

function askIn(wait: number): void {
  timer = setTimeout(async () => {
    if (await isReady()) return reportReachable();
    if (timer !== undefined) askIn(Math.min(wait * 2, LONGEST_WAIT_MS));
  }, wait);
}

async function isReady(): Promise<boolean> {
  try {
    return (await fetch(apiUrl('/readyz'), { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
